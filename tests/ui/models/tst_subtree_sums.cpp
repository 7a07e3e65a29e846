#include "ui/models/subtree_sums.h"

#include <QTest>

#include <random>

using namespace tw;

class TestSubtreeSums : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSumIsOfAllBelow()
    {
        SubtreeSums sums;
        sums.set({1}, {}, {.alive = 1, .cpu = 5});
        sums.set({2}, ProcessKey{1}, {.alive = 1, .cpu = 10});
        sums.set({3}, ProcessKey{2}, {.alive = 1, .bytes = 7});
        QCOMPARE(sums.of({1}).alive, std::int64_t{0}); // not settled yet
        QCOMPARE(sums.settle().size(), std::size_t{3});
        QCOMPARE(sums.of({1}).alive, std::int64_t{3});
        QCOMPARE(sums.of({1}).cpu, std::int64_t{15});
        QCOMPARE(sums.of({1}).bytes, std::int64_t{7});
        QCOMPARE(sums.of({2}).cpu, std::int64_t{10});
        QCOMPARE(sums.of({9}).alive, std::int64_t{0});
    }

    void aTurnOfChangesIsOneStepAProcess()
    {
        SubtreeSums sums;
        sums.set({1}, {}, {.alive = 1});
        for (std::uint64_t key = 2; key < 102; ++key) {
            sums.set({key}, ProcessKey{1}, {.alive = 1});
        }
        (void)sums.settle();
        for (std::uint64_t key = 2; key < 102; ++key) {
            sums.set({key}, ProcessKey{1}, {.alive = 0});
        }
        const auto changes = sums.settle();
        QCOMPARE(changes.size(), std::size_t{101});
        QCOMPARE(changes.back().key, ProcessKey{1});
        QCOMPARE(changes.back().before.alive, std::int64_t{101});
        QCOMPARE(changes.back().after.alive, std::int64_t{1});
        sums.set({2}, ProcessKey{1}, {.alive = 1});
        sums.set({2}, ProcessKey{1}, {.alive = 0});
        QVERIFY(sums.settle().empty());
    }

    void sumsDoNotDrift()
    {
        SubtreeSums sums;
        std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same each time
        constexpr std::uint64_t kCount = 300;
        std::vector<std::uint64_t> parents(kCount + 1, 0);
        std::vector<SubtreeSum> own(kCount + 1);
        for (std::uint64_t key = 1; key <= kCount; ++key) {
            parents[key] = key == 1 ? 0 : 1 + random() % (key - 1);
        }
        for (int round = 0; round < 50; ++round) {
            for (int change = 0; change < 20; ++change) {
                const std::uint64_t key = 1 + random() % kCount;
                own[key].cpu = static_cast<std::int64_t>(random() % 100000);
                own[key].threads = static_cast<std::int64_t>(random() % 9);
            }
            for (std::uint64_t key = 1; key <= kCount; ++key) {
                const std::optional<ProcessKey> parent
                    = key == 1 ? std::nullopt : std::optional{ProcessKey{parents[key]}};
                sums.set({key}, parent, own[key]);
            }
            (void)sums.settle();
            std::vector<SubtreeSum> expected = own;
            for (std::uint64_t key = kCount; key > 1; --key) {
                expected[parents[key]] += expected[key];
            }
            for (std::uint64_t key = 1; key <= kCount; ++key) {
                QVERIFY(sums.of({key}) == expected[key]);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSubtreeSums)
#include "tst_subtree_sums.moc"
