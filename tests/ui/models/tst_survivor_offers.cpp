#include "tests/support/event_script.h"
#include "ui/models/survivor_offers.h"

#include <QTest>

#include <csignal>

using namespace tw;

namespace {

StopOutcome
outcome(std::uint64_t stop, std::vector<int> sent, const std::vector<std::uint64_t>& survivors)
{
    StopOutcome outcome;
    outcome.stop = {stop};
    for (const int signal : sent) {
        outcome.sent.push_back({signal});
    }
    for (const std::uint64_t key : survivors) {
        outcome.survivors.push_back({{key}, {}, "ignores SIGINT"});
    }
    return outcome;
}

QString suffix(const SurvivorOffers& offers, std::uint64_t stop)
{
    const SurvivorOffer* offer = offers.find(StopId{stop});
    return offer == nullptr ? QString{} : offersSuffix(*offer);
}

} // namespace

class TestSurvivorOffers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasSentIsNotOfferedAgain()
    {
        SurvivorOffers offers;
        offers.add(outcome(1, {SIGINT}, {2}), {1});
        offers.add(outcome(2, {SIGINT, SIGTERM}, {2}), {1});
        offers.add(outcome(3, {SIGKILL}, {2}), {1});
        offers.add(outcome(4, {SIGINT}, {}), {1});
        QCOMPARE(suffix(offers, 1), QStringLiteral(" · Terminate · Kill"));
        QCOMPARE(suffix(offers, 2), QStringLiteral(" · Kill"));
        QCOMPARE(suffix(offers, 3), QString{});
        QCOMPARE(suffix(offers, 4), QString{});
    }

    void anOfferStandsAsLongAsOneSurvivorLives()
    {
        SurvivorOffers offers;
        offers.add(outcome(1, {SIGINT}, {2, 3}), {1});
        QVERIFY(!offers.onTreeEvent(Exited{{2}, {}, {}, {}}));
        QCOMPARE(offers.find(StopId{1})->survivors, std::vector<ProcessKey>{{3}});
        QVERIFY(!offers.onTreeEvent(Forked{{4}, {}, {3}}));
        QVERIFY(offers.onTreeEvent(Exited{{3}, {}, {}, {}}));
        QVERIFY(offers.all().empty());
    }

    void anOfferNamesWhomItHits()
    {
        ProcessTree tree;
        const auto events = parseEvents("0 launched 1 4711 pytest\n1 forked 2 4805 by 1\n"
                                        "1 renamed 2 redis-server");
        for (const Event& event : events.value()) {
            (void)tree.apply(event.time, std::get<TreeEvent>(event.body));
        }
        SurvivorOffers offers;
        offers.add(outcome(1, {SIGINT}, {2}), {1});
        offers.add(outcome(2, {SIGINT}, {1, 2}), {1});
        QCOMPARE(offerText(tree, *offers.find(StopId{1}), SurvivorAction::Kill),
                 QStringLiteral("Kill redis-server 4805"));
        QCOMPARE(offerText(tree, *offers.find(StopId{2}), SurvivorAction::Terminate),
                 QStringLiteral("Terminate 2 survivors"));
    }
};

QTEST_GUILESS_MAIN(TestSurvivorOffers)
#include "tst_survivor_offers.moc"
