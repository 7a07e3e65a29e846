#include "core/report/event_json.h"
#include "tests/support/event_script.h"
#include "tests/support/fake_clock.h"
#include "tests/support/print_values.h"

#include <nlohmann/json.hpp>

namespace tw {

namespace {

std::string written(std::string_view script)
{
    EventJsonWriter writer;
    std::string lines;
    const auto events = parseEvents(script).value();
    for (const Event& event : events) {
        lines += writer.line(event).value_or("");
    }
    return lines;
}

} // namespace

/// Events as lines of JSON, word by word.
class TestEventJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEventHasTheFieldsOfTheContract_data();
    void everyEventHasTheFieldsOfTheContract();
    void linesAreNumberedWithoutAGap();
    void hostileBytesStayOnOneReadableLine();
    void knownNumbersAreWritten();
};

void TestEventJson::everyEventHasTheFieldsOfTheContract_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("fields");
    const auto row = [](const char* script, const char* fields) {
        QTest::newRow(script) << QString::fromUtf8(script) << QString::fromUtf8(fields);
    };
    row("launched 1 4711 pytest -n 8",
        R"("event":"launched","key":1,"pid":4711,"command":["pytest","-n","8"],"cwd":"/src","tracking":"exact")");
    row("forked 2 4720 by 1", R"("event":"forked","key":2,"pid":4720,"parent":1)");
    row("executed 2 /bin/ls ls -l",
        R"("event":"executed","key":2,"command":["ls","-l"],"exe":"/bin/ls")");
    row("executed 2", R"("event":"executed","key":2,"command":null,"exe":null)");
    row("renamed 2 gw0", R"("event":"renamed","key":2,"name":"gw0")");
    row("identity 2 1000", R"("event":"identity","key":2,"uid":1000,"gid":null,"sid":null)");
    row("reparented 2 99", R"("event":"reparented","key":2,"by":99)");
    row("exited 2 exit 3",
        R"("event":"exited","key":2,"status":{"code":3},"cpu_seconds":null,"max_rss_bytes":null)");
    row("exited 2 SIGSEGV core",
        R"("event":"exited","key":2,"status":{"signal":"SIGSEGV","number":11,"core_dumped":true},"cpu_seconds":null,"max_rss_bytes":null)");
    row("exited 2 unknown",
        R"("event":"exited","key":2,"status":null,"cpu_seconds":null,"max_rss_bytes":null)");
    row("sampled 2 R 12.3456 4096 3",
        R"("event":"sampled","processes":[{"key":2,"state":"R","cpu_percent":12.35,"rss_bytes":4096,"threads":3}])");
    row("lost 3 connector", R"("event":"lost","count":3,"source":"connector")");
    row("finished 1 exit 0", R"("event":"finished","status":{"code":0},"leaked":[])");
    row("finished 1 unknown leaked 3 4", R"("event":"finished","status":null,"leaked":[3,4])");
    row("stop 1 user 2 interrupt:5s,kill",
        R"("event":"stop","action":"interrupt","reason":"user")");
    row("stop 1 leak 2 SIGQUIT", R"("event":"stop","action":"SIGQUIT","reason":"leak")");
    row("step 1 SIGINT 2 4720 delivered",
        R"("event":"step","signal":"SIGINT","key":2,"pid":4720,"sent":1000.001,"result":"delivered","error":null)");
    row("step 1 SIGINT 2 4720 gone",
        R"("event":"step","signal":"SIGINT","key":2,"pid":4720,"sent":1000.001,"result":"gone","error":null)");
    row("step 1 SIGINT 2 4720 refused not permitted",
        R"("event":"step","signal":"SIGINT","key":2,"pid":4720,"sent":1000.001,"result":"refused","error":"not permitted")");
    row("stopped 1", R"("event":"stopped","survivors":[])");
    row("stopped 1 2 4720 ignores SIGINT",
        R"("event":"stopped","survivors":[{"key":2,"pid":4720,"reason":"ignores SIGINT"}])");
    row("trace 1 by 2 KeyboardInterrupt work@/src/pool.py:33",
        R"("event":"trace","runtime":"python","type":"KeyboardInterrupt","message":"","process":2,"stream":"stderr","first_line":0,"last_line":0,"complete":true,"frames":[{"function":"work","file":"/src/pool.py","line":33}],"children":[])");
}

void TestEventJson::everyEventHasTheFieldsOfTheContract()
{
    QFETCH(QString, script);
    QFETCH(QString, fields);
    QCOMPARE(written("1 " + script.toStdString()),
             "{\"seq\":1,\"time\":1000.001," + fields.toStdString() + "}\n");
}

void TestEventJson::linesAreNumberedWithoutAGap()
{
    const std::string lines = written(R"(0 launched 1 10 sh
                                         1 output 10 3 17 20
                                         2 closed stderr
                                         3 exited 1 exit 0)");
    QCOMPARE(std::count(lines.begin(), lines.end(), '\n'), std::ptrdiff_t{2});
    QVERIFY(lines.find("{\"seq\":2,\"time\":1000.003,\"event\":\"exited\"") != std::string::npos);
}

void TestEventJson::hostileBytesStayOnOneReadableLine()
{
    EventJsonWriter writer;
    const std::string hostile = std::string{"a\n\x1b]0;t\x07\"\\"} + '\0' + "\xff\xc3";
    const auto line
        = writer.line(Event{1, FakeClock::kStart, TreeEvent{Renamed{ProcessKey{1}, hostile}}});
    QVERIFY(line.has_value());
    QCOMPARE(line->find('\n'), line->size() - 1);
    const auto json = nlohmann::json::parse(*line);
    QCOMPARE(json["name"].get<std::string>(),
             std::string{"a\n\x1b]0;t\x07\"\\"} + '\0' + "\xef\xbf\xbd\xef\xbf\xbd");
}

void TestEventJson::knownNumbersAreWritten()
{
    EventJsonWriter writer;
    Exited exited{
        ProcessKey{1}, WaitStatus::exited(0), std::chrono::microseconds{1'500'001}, 40960};
    const Time time{std::chrono::nanoseconds{1'700'000'000'123'456'789}};
    QCOMPARE(writer.line(Event{1, time, TreeEvent{exited}}).value(),
             std::string{R"({"seq":1,"time":1700000000.123457,"event":"exited","key":1,)"
                         R"("status":{"code":0},"cpu_seconds":1.500001,"max_rss_bytes":40960})"
                         "\n"});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestEventJson)
#include "tst_event_json.moc"
