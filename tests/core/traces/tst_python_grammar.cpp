#include "core/traces/python_grammar.h"

#include <QTest>

#include <string>

namespace tw {

namespace {

std::string frameText(const std::optional<PythonFrameLine>& frame)
{
    if (!frame)
        return "none";
    return std::string{frame->file} + "|" + std::to_string(frame->line) + "|"
           + (frame->hasFunction ? std::string{frame->function} : "-");
}

std::string exceptionText(std::string_view line)
{
    const auto exception = scanPythonException(line);
    return exception ? std::string{exception->type} + "|" + std::string{exception->message}
                     : "none";
}

} // namespace

class PythonGrammarTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framesAreRead();
    void whatOnlyLooksLikeAFrameIsRefused();
    void faulthandlerFramesHaveNoComma();
    void exceptionsAreRead();
    void ordinaryLinesAreNoExceptions();
    void preamblesNameTheirWriter();
    void rulersOfGroupsAreToldApart();
    void remoteMarkersAreKnown();
};

void PythonGrammarTest::framesAreRead()
{
    QCOMPARE(frameText(scanPythonFrame("File \"a.py\", line 3, in f")), std::string{"a.py|3|f"});
    QCOMPARE(frameText(scanPythonFrame("File \"a.py\", line 3")), std::string{"a.py|3|-"});
    QCOMPARE(frameText(scanPythonFrame("File \"<string>\", line 1, in <module>")),
             std::string{"<string>|1|<module>"});
    QCOMPARE(frameText(scanPythonFrame("File \"a \"b\", line 7, in c.py\", line 3, in f")),
             std::string{"a \"b\", line 7, in c.py|3|f"});
}

void PythonGrammarTest::whatOnlyLooksLikeAFrameIsRefused()
{
    QCOMPARE(frameText(scanPythonFrame("File \"report.docx\", line 12 needs a caption")),
             std::string{"none"});
    QCOMPARE(frameText(scanPythonFrame("File \"a.py\", line x, in f")), std::string{"none"});
    QCOMPARE(frameText(scanPythonFrame("File \"a.py\", line 99999999999, in f")),
             std::string{"none"});
    QCOMPARE(frameText(scanPythonFrame("File \"\", line ")), std::string{"none"});
    QCOMPARE(frameText(scanPythonFrame("File a.py, line 3, in f")), std::string{"none"});
}

void PythonGrammarTest::faulthandlerFramesHaveNoComma()
{
    QCOMPARE(frameText(scanFaulthandlerFrame("File \"a.py\", line 3 in f")),
             std::string{"a.py|3|f"});
    QCOMPARE(frameText(scanFaulthandlerFrame("File \"a.py\", line 3, in f")), std::string{"none"});
    QCOMPARE(frameText(scanPythonFrame("File \"a.py\", line 3 in f")), std::string{"none"});
}

void PythonGrammarTest::exceptionsAreRead()
{
    QCOMPARE(exceptionText("ValueError: bad: value"), std::string{"ValueError|bad: value"});
    QCOMPARE(exceptionText("KeyboardInterrupt"), std::string{"KeyboardInterrupt|"});
    QCOMPARE(exceptionText("socket.timeout: timed out"), std::string{"socket.timeout|timed out"});
    QCOMPARE(exceptionText("f.<locals>.MyError: x"), std::string{"f.<locals>.MyError|x"});
    QCOMPARE(exceptionText("error: x"), std::string{"error|x"});
    QCOMPARE(exceptionText("AssertionError: "), std::string{"AssertionError|"});
}

void PythonGrammarTest::ordinaryLinesAreNoExceptions()
{
    for (const char* line : {"tick 4",
                             "INFO: started",
                             "ERROR",
                             "worker: done",
                             "Value Error: x",
                             "12:00:01",
                             "ValueError:x",
                             "",
                             ": x",
                             "a..b: c"})
        QCOMPARE(exceptionText(line), std::string{"none"});
}

void PythonGrammarTest::preamblesNameTheirWriter()
{
    QCOMPARE(std::string{scanPythonPreamble("Exception in thread Thread-1 (work):")->writer},
             std::string{"Thread-1 (work)"});
    QCOMPARE(std::string{scanPythonPreamble("Process ForkPoolWorker-2:")->writer},
             std::string{"ForkPoolWorker-2"});
    QVERIFY(scanPythonPreamble("Exception ignored in: <function C.__del__ at 0x7f>"));
    QVERIFY(scanPythonPreamble("Task exception was never retrieved"));
    QVERIFY(!scanPythonPreamble("Process finished"));
    QVERIFY(!scanPythonPreamble("Process:"));
}

void PythonGrammarTest::rulersOfGroupsAreToldApart()
{
    QVERIFY(scanGroupRuler("+-+---------------- 1 ----------------") == GroupRuler::First);
    QVERIFY(scanGroupRuler("+---------------- 12 ----------------") == GroupRuler::Sibling);
    QVERIFY(scanGroupRuler("+---------------- ... ----------------") == GroupRuler::Sibling);
    QVERIFY(scanGroupRuler("+------------------------------------") == GroupRuler::Closing);
    QVERIFY(!scanGroupRuler("+------+------+"));
    QVERIFY(!scanGroupRuler("+ x"));
}

void PythonGrammarTest::remoteMarkersAreKnown()
{
    QVERIFY(isRemoteMarker("multiprocessing.pool.RemoteTraceback: "));
    QVERIFY(isRemoteMarker("concurrent.futures.process._RemoteTraceback:"));
    QVERIFY(!isRemoteMarker("see RemoteTraceback:"));
    QVERIFY(scanChainSentence("During handling of the above exception, another exception occurred:")
            == TraceRelation::Context);
    QVERIFY(!scanChainSentence("The above exception was ignored"));
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::PythonGrammarTest)
#include "tst_python_grammar.moc"
