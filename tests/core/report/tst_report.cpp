#include "core/report/report.h"
#include "tests/support/event_script.h"
#include "tests/support/fake_clock.h"
#include "tests/support/print_values.h"

#include <nlohmann/json.hpp>

namespace tw {

namespace {

using Json = nlohmann::ordered_json;

void addScript(RunRecord& record, std::string_view script)
{
    const auto events = parseEvents(script).value();
    for (const Event& event : events) {
        record.add(event);
    }
}

Json reportOf(std::string_view script)
{
    RunRecord record;
    addScript(record, script);
    return Json::parse(reportJson(record));
}

const char* const kRun = R"(
    0    launched 1 4711 pytest -n 8
    1    executed 1 /usr/bin/python3.11 pytest -n 8
    10   forked 2 4720 by 1
    11   renamed 2 gw0
    20   sampled 2 R 50 40960 3
    30   forked 3 4721 by 2
    31   executed 3
    32   exited 2 SIGSEGV core
    1000 stop 1 user 1 interrupt:5s,kill
    1000 step 1 SIGINT 1 4711 delivered
    1000 step 1 SIGINT 3 4721 refused not permitted
    1400 exited 1 exit 2
    1500 stopped 1 3 4721 belongs to another user
    1600 trace 1 KeyboardInterrupt work@/src/app/pool.py:33
    1700 output 3 0 10 20
    2500 finished 1 exit 2 leaked 3
)";

} // namespace

/// report.json, field for field.
class TestReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeReportHasTheFieldsOfTheContractInOrder();
    void commandIsDescribed();
    void processesStandInOrderOfBirth();
    void stopsHoldStepsAndSurvivors();
    void tracesHoldTheirParts();
    void outputIsCounted();
    void outputBelongsToAProcessOnlyWhereItWasAlone();
    void unknownStatusIsNull();
    void emptySessionIsStillAReport();
    void droppedBytesOfAllLaunchesAreCounted();
    void commandThatCouldNotBeStartedIsReportedWithItsError();
    void firstFailureToStartIsTheOneReported();
    void workersAreListedAndTheWorstGivesTheStatus();
    void aTimeoutIsNamedByWhatRanOut();
    void whatWasFoundIsMarked();
    void contradictionsAreLeftOut();
    void hostileBytesBecomeReplacementCharacters();
};

void TestReport::wholeReportHasTheFieldsOfTheContractInOrder()
{
    const Json report = reportOf(kRun);
    std::string names;
    for (const auto& [name, value] : report.items()) {
        names += name + " ";
    }
    QCOMPARE(names,
             std::string{"version tracking lost_events command cwd started ended status timed_out "
                         "processes stops traces dumps output attached workers "});
}

void TestReport::commandIsDescribed()
{
    Json report = reportOf(kRun);
    for (const char* list : {"processes", "stops", "traces", "output", "workers"}) {
        report.erase(list);
    }
    QCOMPARE(report.dump(),
             std::string{
                 R"({"version":1,"tracking":"exact","lost_events":0,"command":["pytest","-n","8"],)"
                 R"("cwd":"/src","started":1000.0,"ended":1002.5,"status":{"code":2},)"
                 R"("timed_out":null,"dumps":[],"attached":false})"});
}

void TestReport::processesStandInOrderOfBirth()
{
    const Json processes = reportOf(kRun)["processes"];
    QCOMPARE(processes.size(), std::size_t{3});
    QCOMPARE(
        processes[0].dump(),
        std::string{
            R"({"key":1,"pid":4711,"parent":null,"command":["pytest","-n","8"],"exe":"/usr/bin/python3.11",)"
            R"("name":"python3.11","started":1000.0,"ended":1001.4,"status":{"code":2},"orphaned":false,)"
            R"("leaked":false,"cpu_seconds":null,"max_rss_bytes":null,"output_bytes":null,"found":false})"});
    QCOMPARE(
        processes[1].dump(),
        std::string{
            R"({"key":2,"pid":4720,"parent":1,"command":["pytest","-n","8"],"exe":"/usr/bin/python3.11",)"
            R"("name":"gw0","started":1000.01,"ended":1000.032,)"
            R"("status":{"signal":"SIGSEGV","number":11,"core_dumped":true},"orphaned":false,)"
            R"("leaked":false,"cpu_seconds":null,"max_rss_bytes":40960,"output_bytes":null,"found":false})"});
    QCOMPARE(processes[2].dump(),
             std::string{
                 R"({"key":3,"pid":4721,"parent":2,"command":null,"exe":null,"name":"",)"
                 R"("started":1000.03,"ended":null,"status":null,"orphaned":true,"leaked":true,)"
                 R"("cpu_seconds":null,"max_rss_bytes":null,"output_bytes":null,"found":false})"});
}

void TestReport::stopsHoldStepsAndSurvivors()
{
    QCOMPARE(
        reportOf(kRun)["stops"].dump(),
        std::string{
            R"([{"action":"interrupt","reason":"user","requested":1001.0,"finished":1001.5,"steps":[)"
            R"({"signal":"SIGINT","key":1,"pid":4711,"sent":1001.0,"result":"delivered","error":null},)"
            R"({"signal":"SIGINT","key":3,"pid":4721,"sent":1001.0,"result":"refused","error":"not permitted"}],)"
            R"("survivors":[{"key":3,"pid":4721,"reason":"belongs to another user"}]}])"});
}

void TestReport::tracesHoldTheirParts()
{
    Trace cause;
    cause.runtime = "python";
    cause.type = "KeyError";
    cause.message = "'x'";
    cause.relation = TraceRelation::RemoteCause;
    cause.firstLine = 17;
    cause.lastLine = 20;
    cause.complete = false;
    cause.frames = {Frame{"loop", "", {}, 3}};
    Trace trace;
    trace.runtime = "python";
    trace.type = "RuntimeError";
    trace.firstLine = 17;
    trace.lastLine = 25;
    trace.frames = {Frame{"work", "/src/pool.py", 33}};
    trace.children = {cause};
    RunRecord record;
    record.add(
        Event{1,
              FakeClock::kStart,
              TraceFound{TraceId{1}, LaunchId{1}, OutputStream::Stdout, ProcessKey{1}, trace}});
    QCOMPARE(
        Json::parse(reportJson(record))["traces"].dump(),
        std::string{
            R"([{"runtime":"python","type":"RuntimeError","message":"","process":1,"stream":"stdout",)"
            R"("first_line":17,"last_line":25,"complete":true,)"
            R"("frames":[{"function":"work","file":"/src/pool.py","line":33}],"children":[)"
            R"({"runtime":"python","type":"KeyError","message":"'x'","relation":"remote-cause",)"
            R"("first_line":17,"last_line":20,"complete":false,)"
            R"("frames":[{"function":"loop","file":null,"line":null,"repeated":3}],"children":[]}]}])"});
}

void TestReport::outputIsCounted()
{
    QCOMPARE(reportOf(kRun)["output"].dump(),
             std::string{R"({"stdout_bytes":10,"stderr_bytes":20,"lines":3,"dropped_bytes":0})"});
}

void TestReport::outputBelongsToAProcessOnlyWhereItWasAlone()
{
    const char* const alone
        = "0 launched 1 10 sh\n5 output 1 0 17 20\n6 output 2 1 18 20\n7 exited 1 exit 0\n";
    QCOMPARE(reportOf(alone)["processes"][0]["output_bytes"].get<int>(), 38);
    QCOMPARE(reportOf("0 launched 1 10 true\n")["processes"][0]["output_bytes"].get<int>(), 0);
    const Json two = reportOf(std::string{alone} + "8 forked 2 11 by 1\n")["processes"];
    QVERIFY(two[0]["output_bytes"].is_null());
    QVERIFY(two[1]["output_bytes"].is_null());
}

void TestReport::unknownStatusIsNull()
{
    QVERIFY(reportOf("0 launched 1 10 sh\n5 exited 1 unknown\n6 finished 1 unknown\n")["status"]
                .is_null());
    QCOMPARE(
        reportOf("0 launched 1 10 sh\n5 exited 1 unknown\n6 finished 1 exit 3\n")["status"].dump(),
        std::string{"{\"code\":3}"});
}

void TestReport::emptySessionIsStillAReport()
{
    QCOMPARE(
        reportOf("").dump(),
        std::string{
            R"({"version":1,"tracking":null,"lost_events":0,"command":null,"cwd":null,)"
            R"("started":null,"ended":null,"status":null,"timed_out":null,"processes":[],)"
            R"("stops":[],"traces":[],"dumps":[],)"
            R"("output":{"stdout_bytes":0,"stderr_bytes":0,"lines":0,"dropped_bytes":0},"attached":false,"workers":[]})"});
}

void TestReport::droppedBytesOfAllLaunchesAreCounted()
{
    RunRecord record;
    record.add(Event{1, FakeClock::kStart, OutputGrew{LaunchId{1}, 3, 0, 40, 50, 7}});
    record.add(Event{2, FakeClock::kStart, OutputGrew{LaunchId{1}, 4, 3, 60, 50, 20}});
    record.add(Event{3, FakeClock::kStart, OutputGrew{LaunchId{2}, 1, 0, 8, 0, 1}});
    QCOMPARE(Json::parse(reportJson(record))["output"].dump(),
             std::string{R"({"stdout_bytes":68,"stderr_bytes":50,"lines":5,"dropped_bytes":21})"});
}

void TestReport::commandThatCouldNotBeStartedIsReportedWithItsError()
{
    RunRecord record;
    record.launchFailed(
        {FakeClock::kStart, {"no-such-command", "-v"}, "/src", "cannot find no-such-command"});
    QCOMPARE(
        Json::parse(reportJson(record)).dump(),
        std::string{
            R"({"version":1,"tracking":null,"lost_events":0,"command":["no-such-command","-v"],)"
            R"("cwd":"/src","started":1000.0,"ended":1000.0,"status":null,)"
            R"("error":"cannot find no-such-command","timed_out":null,"processes":[],)"
            R"("stops":[],"traces":[],"dumps":[],)"
            R"("output":{"stdout_bytes":0,"stderr_bytes":0,"lines":0,"dropped_bytes":0},"attached":false,"workers":[]})"});
}

void TestReport::firstFailureToStartIsTheOneReported()
{
    RunRecord record;
    record.launchFailed({FakeClock::kStart, {"a"}, {}, "cannot find a"});
    record.launchFailed({FakeClock::kStart, {"b"}, {}, "cannot find b"});
    const Json report = Json::parse(reportJson(record));
    QCOMPARE(report["error"].get<std::string>(), std::string{"cannot find a"});
    QVERIFY(report["cwd"].is_null());
    QVERIFY(!reportOf(kRun).contains("error"));
}

void TestReport::workersAreListedAndTheWorstGivesTheStatus()
{
    RunRecord record;
    addScript(record,
              "0 launched 1 10 sh\n0 launched 2 11 sh\n5 exited 1 exit 9\n6 finished 1 exit 9\n"
              "7 launched 3 12 sh\n8 exited 3 exit 3\n9 finished 3 exit 3\n"
              "10 exited 2 SIGTERM\n20 finished 2 SIGTERM\n");
    record.noteWorker({0, 1, LaunchId{1}, 0});
    record.noteWorker({1, 1, LaunchId{2}, 0});
    record.noteWorker({2, 1, {}, 127});
    record.noteWorker({0, 2, LaunchId{3}, 0});
    const Json report = Json::parse(reportJson(record));
    QCOMPARE(
        report["workers"].dump(),
        std::string{
            R"([{"worker":0,"attempt":1,"key":1,"status":{"code":9}},)"
            R"({"worker":1,"attempt":1,"key":2,"status":{"signal":"SIGTERM","number":15,"core_dumped":false}},)"
            R"({"worker":2,"attempt":1,"key":null,"status":null},)"
            R"({"worker":0,"attempt":2,"key":3,"status":{"code":3}}])"});
    QCOMPARE(report["status"]["signal"].get<std::string>(), std::string{"SIGTERM"});
    QCOMPARE(report["ended"].get<double>(), 1000.02);
    // 127 is more than 3.
    RunRecord unstarted;
    addScript(unstarted, "0 launched 1 10 sh\n5 exited 1 exit 3\n");
    unstarted.noteWorker({0, 1, LaunchId{1}, 0});
    unstarted.noteWorker({1, 1, {}, 127});
    QVERIFY(Json::parse(reportJson(unstarted))["status"].is_null());
}

void TestReport::aTimeoutIsNamedByWhatRanOut()
{
    const auto timedOut = [](StopReason reason) {
        RunRecord record;
        record.add(Event{1, FakeClock::kStart, StopBegan{StopId{1}, ProcessKey{1}, {}, reason}});
        return Json::parse(reportJson(record))["timed_out"].dump();
    };
    QCOMPARE(timedOut(StopReason::Timeout), std::string{"\"timeout\""});
    QCOMPARE(timedOut(StopReason::Idle), std::string{"\"idle\""});
    QCOMPARE(timedOut(StopReason::User), std::string{"null"});
}

void TestReport::whatWasFoundIsMarked()
{
    Launched launched;
    launched.launch = LaunchId{1};
    launched.key = ProcessKey{1};
    launched.attached = true;
    launched.born = FakeClock::kStart - std::chrono::seconds{500};
    RunRecord record;
    record.add(Event{1, FakeClock::kStart, TreeEvent{launched}});
    record.add(Event{2,
                     FakeClock::kStart,
                     TreeEvent{Forked{ProcessKey{2}, Pid{7}, ProcessKey{1}, launched.born}}});
    record.add(
        Event{3, FakeClock::kStart, TreeEvent{Forked{ProcessKey{3}, Pid{8}, ProcessKey{1}, {}}}});
    const Json report = Json::parse(reportJson(record));
    QVERIFY(report["attached"].get<bool>());
    QVERIFY(report["processes"][0]["found"].get<bool>());
    QCOMPARE(report["processes"][0]["started"].get<double>(), 500.0);
    QVERIFY(report["processes"][1]["found"].get<bool>());
    QVERIFY(!report["processes"][2]["found"].get<bool>());
}

void TestReport::contradictionsAreLeftOut()
{
    const Json report
        = reportOf("0 launched 1 10 sh\n1 forked 3 12 by 9\n1 step 4 SIGINT 1 10 delivered\n"
                   "2 stopped 4\n3 lost 2 connector\n");
    QCOMPARE(report["processes"].size(), std::size_t{1});
    QCOMPARE(report["stops"].size(), std::size_t{0});
    QCOMPARE(report["lost_events"].get<int>(), 2);
}

void TestReport::hostileBytesBecomeReplacementCharacters()
{
    RunRecord record;
    Launched launched;
    launched.launch = LaunchId{1};
    launched.key = ProcessKey{1};
    launched.command = {"\xff\xfe", "\x1b]0;x\x07", std::string{"a\0b", 3}, "\"\\\n"};
    launched.cwd = "/tmp/\xc3";
    record.add(Event{1, FakeClock::kStart, TreeEvent{launched}});
    const std::string text = reportJson(record);
    const Json report = Json::parse(text);
    QCOMPARE(report["command"][0].get<std::string>(), std::string{"\xef\xbf\xbd\xef\xbf\xbd"});
    QCOMPARE(report["command"][1].get<std::string>(), launched.command[1]);
    QCOMPARE(report["command"][2].get<std::string>(), launched.command[2]);
    QCOMPARE(report["command"][3].get<std::string>(), launched.command[3]);
    QCOMPARE(report["cwd"].get<std::string>(), std::string{"/tmp/\xef\xbf\xbd"});
    QCOMPARE(text.find('\x1b'), std::string::npos);
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestReport)
#include "tst_report.moc"
