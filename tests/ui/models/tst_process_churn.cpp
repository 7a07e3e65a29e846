// Random births, ends, readings, filters, sortings, foci and pauses: the model must stay a model,
// and in the end show what one that never saw the churn shows.

#include "tests/ui/models/process_rig.h"

#include <QLocale>

#include <random>

using namespace tw;
using namespace std::chrono_literals;

namespace {

/// One person and one machine, both erratic; the same for the same seed.
class Churn
{
public:
    Churn(ProcessRig& rig, unsigned seed) : m_rig(rig), m_random(seed)
    {
        rig.launch(1, 1, {"make", "-j64"});
        m_alive.push_back(1);
    }

    void step()
    {
        switch (below(20)) {
        case 0:
            m_rig.model.setFilterText(below(2) == 0 ? QString{} : QStringLiteral("cc"));
            break;
        case 1:
            m_rig.model.sort(static_cast<int>(below(kProcessColumns + 1)) - 1,
                             below(2) == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
            break;
        case 2:
            m_rig.model.setEndedShown(below(3) != 0);
            break;
        case 3:
            m_rig.model.setFocus(below(3) == 0 ? std::optional{any()} : std::nullopt);
            break;
        case 4:
            m_rig.model.setPaused(below(2) == 0);
            break;
        case 5:
            m_rig.model.keep({any(), any()});
            break;
        case 6:
            toggle();
            break;
        default:
            happen();
        }
    }

private:
    std::uint64_t below(std::uint64_t end) { return m_random() % end; }
    ProcessKey any() { return {1 + below(m_last)}; }

    void toggle()
    {
        const QModelIndex index = m_rig.model.indexOf(any(), ProcessColumn::Name);
        if (index.isValid()) {
            m_rig.model.setOpen(index, below(2) == 0);
        }
        m_rig.model.reveal(any());
    }

    void happen()
    {
        for (std::uint64_t births = below(6); births > 0; --births) {
            // Most are children of one, so that many fold.
            const std::uint64_t parent = below(3) == 0 ? m_alive[below(m_alive.size())] : 1;
            m_rig.fork(++m_last, parent, below(2) == 0 ? "cc" : "ld");
            m_alive.push_back(m_last);
        }
        for (std::uint64_t ends = below(7); ends > 0 && m_alive.size() > 1; --ends) {
            const std::size_t who = 1 + below(m_alive.size() - 1);
            m_rig.end(m_alive[who], static_cast<int>(below(2)));
            m_alive.erase(m_alive.begin() + static_cast<std::ptrdiff_t>(who));
        }
        const std::uint64_t key = m_alive[below(m_alive.size())];
        m_rig.say(Sampled{{{.key = {key},
                            .cpuPercent = static_cast<double>(below(100)),
                            .residentBytes = below(1000) << 20U}}});
        m_rig.clock.turn(std::chrono::milliseconds{below(400)});
        m_rig.turn();
        m_rig.model.refresh({any(), any()});
    }

    ProcessRig& m_rig;
    std::mt19937 m_random;
    std::vector<std::uint64_t> m_alive{};
    std::uint64_t m_last{1};
};

} // namespace

class TestProcessChurn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void theModelStaysAModel_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 3; ++seed) {
            QTest::addRow("seed %u", seed) << seed;
        }
    }

    void theModelStaysAModel()
    {
        QFETCH(const unsigned, seed);
        ProcessRig rig;
        Churn churn(rig, seed);
        for (int step = 0; step < 150; ++step) {
            churn.step();
            if (QTest::currentTestFailed()) {
                QFAIL(qPrintable(QStringLiteral("at step %1").arg(step)));
            }
        }
        QCOMPARE(rig.resets.count(), 0);
        settle(rig);
        fetchAll(rig.model, {});
        const QString churned = cells(rig);
        QVERIFY(churned.contains(QStringLiteral("ended children")));
        rig.model.reload();
        fetchAll(rig.model, {});
        const QString anew = cells(rig);
        QCOMPARE(churned.count(QLatin1Char('\n')), anew.count(QLatin1Char('\n')));
        QVERIFY2(churned == anew, qPrintable(difference(churned, anew)));
    }

    void persistentIndexesFollowTheirProcess()
    {
        ProcessRig rig;
        Churn churn(rig, 42);
        for (int step = 0; step < 100; ++step) {
            churn.step();
        }
        std::vector<std::pair<ProcessKey, QPersistentModelIndex>> held;
        for (const ProcessKey key : rig.tree.find(LaunchId{1})->members) {
            if (const QModelIndex index = rig.model.indexOf(key, ProcessColumn::Pid);
                index.isValid()) {
                held.emplace_back(key, index);
            }
        }
        QVERIFY(!held.empty());
        for (int step = 0; step < 100; ++step) {
            churn.step();
            for (const auto& [key, index] : held) {
                if (index.isValid()) {
                    QCOMPARE(ProcessTreeModel::keyOf(index), key);
                    QCOMPARE(QModelIndex(index), rig.model.indexOf(key, ProcessColumn::Pid));
                }
            }
        }
    }

private:
    static void settle(ProcessRig& rig)
    {
        rig.model.setPaused(false);
        rig.model.setFocus({});
        rig.model.setFilterText({});
        rig.model.setEndedShown(true);
        rig.model.sort(-1, Qt::AscendingOrder);
        rig.model.keep({});
        rig.clock.turn(10s);
        rig.model.refresh({});
        rig.turn();
    }

    static void fetchAll(ProcessTreeModel& model, const QModelIndex& parent)
    {
        if (model.canFetchMore(parent)) {
            model.fetchMore(parent);
        }
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const QModelIndex child = model.index(row, 0, parent);
            model.setOpen(child, false);
            fetchAll(model, child);
        }
    }

    static QString cells(const ProcessRig& rig)
    {
        return rig.text({ProcessColumn::Pid, ProcessColumn::Memory, ProcessColumn::Status});
    }

    static QString difference(const QString& left, const QString& right)
    {
        const QStringList lefts = left.split(QLatin1Char('\n'));
        const QStringList rights = right.split(QLatin1Char('\n'));
        for (int line = 0; line < std::min(lefts.size(), rights.size()); ++line) {
            if (lefts[line] != rights[line]) {
                return QStringLiteral("line %1: %2 / %3").arg(line).arg(lefts[line], rights[line]);
            }
        }
        return {};
    }
};

QTEST_GUILESS_MAIN(TestProcessChurn)
#include "tst_process_churn.moc"
