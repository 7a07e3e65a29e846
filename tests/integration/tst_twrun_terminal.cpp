#include "tests/support/pty_session.h"

#include <QDeadlineTimer>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace tw {

/// twrun on a terminal: who has it, what Ctrl+C and Ctrl+Z do, and that it is as it was afterwards.
class TestTwrunTerminal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anInteractiveShellWorksAsWithoutUs();
    void aFullScreenProgramMayLeaveTheTerminalInDisorder();
    void whoTakesTheTerminalUnaskedLosesItInTheEnd();
    void ctrlCReachesAProcessOnce();
    void ctrlZStopsAllAndFgContinuesAll();
    void continuedInTheBackgroundItLeavesTheTerminalAlone();
    void ctrlZOfAProgramThatHasTheTerminalStopsTheJob();
    void aBackgroundJobThatReadsIsBroughtToTheFront();
};

namespace {

const QStringList kShell{u"bash"_s, u"--norc"_s, u"--noprofile"_s, u"-i"_s};

bool becomes(int pid, const QByteArray& states)
{
    const QDeadlineTimer deadline{30'000};
    while (!deadline.hasExpired()) {
        if (states.contains(processState(pid))) {
            return true;
        }
        QTest::qWait(5);
    }
    return false;
}

/// The shell tells of stopped jobs before its next prompt.
bool tellsThatItStopped(PtySession& session)
{
    const QDeadlineTimer deadline{30'000};
    bool isStopped = false;
    while (!isStopped && !deadline.hasExpired()) {
        const auto before = session.shown().size();
        session.type("jobs; echo EN''D\n");
        if (!session.waitFor("END")) {
            return false;
        }
        isStopped = session.shown().mid(before).contains("Stopped");
    }
    return isStopped;
}

bool isSameMode(const termios& left, const termios& right)
{
    return left.c_lflag == right.c_lflag && left.c_iflag == right.c_iflag
           && left.c_oflag == right.c_oflag;
}

} // namespace

void TestTwrunTerminal::anInteractiveShellWorksAsWithoutUs()
{
    PtySession session{QStringList{u"twrun"_s} + kShell};
    QVERIFY(session.waitFor("PROMPT> "));
    session.type("set -o | grep moni''tor\n");
    QVERIFY(session.waitFor("monitor        \ton"));
    // Its own foreground job gets Ctrl+C, and nobody else.
    session.type("sh -c 'echo IN''NER; exec sleep 300'\n");
    QVERIFY(session.waitFor("INNER"));
    session.type("\x03");
    QVERIFY(session.waitFor("PROMPT> "));
    session.type("echo still he''re; exit 3\n");
    QVERIFY(session.waitFor("still here"));
    QCOMPARE(session.waitForEnd(), 3);
}

void TestTwrunTerminal::aFullScreenProgramMayLeaveTheTerminalInDisorder()
{
    PtySession session{kShell};
    QVERIFY(session.waitFor("PROMPT> "));
    session.type("stty -a >/dev/null; echo CAL''M\n");
    QVERIFY(session.waitFor("CALM"));
    session.type("twrun /usr/bin/python3 -c 'import os, sys, tty; tty.setraw(0); "
                 "os.write(1, b\"\\x1b[2JRAW MO\" + b\"DE\\r\\n\"); key = os.read(0, 1); "
                 "os.write(1, b\"KEY=\" + key); os._exit(7)'; echo \" rc=\"$?\n");
    QVERIFY(session.waitFor("RAW MODE"));
    QVERIFY((session.modes().c_lflag & ICANON) == 0);
    session.type("q");
    QVERIFY(session.waitFor("KEY=q"));
    QVERIFY(session.waitFor(" rc=7"));
    session.type("twrun stty -a; exit 0\n");
    QVERIFY(session.waitFor(" icanon"));
    QVERIFY(session.waitFor(" echo "));
    QCOMPARE(session.waitForEnd(), 0);
}

void TestTwrunTerminal::whoTakesTheTerminalUnaskedLosesItInTheEnd()
{
    PtySession session{
        {u"sh"_s,
         u"-c"_s,
         u"twrun /usr/bin/python3 -c 'import os, signal, tty; "
         "signal.signal(signal.SIGTTOU, signal.SIG_IGN); "
         "fd = os.open(\"/dev/tty\", os.O_RDWR); "
         "os.tcsetpgrp(fd, os.getpgrp()); tty.setraw(fd); "
         "print(\"TAKEN\", flush=True); signal.pause()'; echo rc=$?; read line; exit 5"_s}};
    const termios before = session.modes();
    QVERIFY(session.waitFor("TAKEN"));
    QVERIFY(!isSameMode(session.modes(), before));
    // Raw: no key makes a signal.
    const int group = session.foreground();
    QVERIFY(::kill(group, SIGTERM) == 0);
    QVERIFY(session.waitFor("rc=143"));
    QVERIFY(isSameMode(session.modes(), before));
    session.type("done\n");
    QCOMPARE(session.waitForEnd(), 5);
}

void TestTwrunTerminal::ctrlCReachesAProcessOnce()
{
    PtySession session{kShell};
    QVERIFY(session.waitFor("PROMPT> "));
    session.type("twrun --stop interrupt:1h,kill sh -c 'n=0; trap \"n=\\$((n+1))\" INT; "
                 "echo REA\"\"DY; while [ $n -eq 0 ]; do sleep 0.05; done; sleep 0.3; "
                 "echo COUNT=$n; exit $n'; echo \" rc=\"$?\n");
    QVERIFY(session.waitFor("READY"));
    session.type("\x03");
    QVERIFY(session.waitFor("COUNT=1"));
    QVERIFY(session.waitFor(" rc=1"));
    session.type("exit 0\n");
    QCOMPARE(session.waitForEnd(), 0);
}

void TestTwrunTerminal::ctrlZStopsAllAndFgContinuesAll()
{
    PtySession session{kShell};
    QVERIFY(session.waitFor("PROMPT> "));
    // One in the group of the command, one in a session of its own, where SIGTSTP has no effect.
    session.type("twrun sh -c 'echo ROOT=$$; setsid -f sh -c \"echo FAR=\\$\\$; exec sleep 301\"; "
                 "sh -c \"echo NEAR=\\$\\$; exec sleep 302\"; exit 9'\n");
    const int root = session.waitForNumber(u"ROOT="_s);
    const int far = session.waitForNumber(u"FAR="_s);
    const int near = session.waitForNumber(u"NEAR="_s);
    QVERIFY(root > 0 && far > 0 && near > 0);
    session.type("\x1a");
    QVERIFY(session.waitFor("Stopped"));
    QVERIFY(session.waitFor("PROMPT> "));
    for (const int pid : {root, far, near}) {
        QCOMPARE(processState(pid), 'T');
    }
    session.type("fg\n");
    for (const int pid : {root, far, near}) {
        QVERIFY(becomes(pid, "SR"));
    }
    session.type("\x03");
    QVERIFY(session.waitFor("PROMPT> "));
    for (const int pid : {root, far, near}) {
        QCOMPARE(processState(pid), '-');
    }
    session.type("exit 0\n");
    QCOMPARE(session.waitForEnd(), 0);
}

void TestTwrunTerminal::continuedInTheBackgroundItLeavesTheTerminalAlone()
{
    PtySession session{kShell};
    QVERIFY(session.waitFor("PROMPT> "));
    session.type("twrun sh -c 'read first; echo FIRST=$first; read second; echo SECOND=$second'\n");
    session.type("one\n");
    QVERIFY(session.waitFor("FIRST=one"));
    session.type("\x1a");
    QVERIFY(session.waitFor("Stopped"));
    QVERIFY(session.waitFor("PROMPT> "));
    session.type("bg\n");
    // It reads, and so the job is stopped again; the shell keeps the terminal all the while.
    session.type("echo the shell is he''re\n");
    QVERIFY(session.waitFor("the shell is here"));
    QCOMPARE(session.foreground(), session.pid());
    QVERIFY(tellsThatItStopped(session));
    session.type("fg\n");
    QVERIFY(session.waitFor("twrun sh"));
    session.type("two\n");
    QVERIFY(session.waitFor("SECOND=two"));
    QVERIFY(session.waitFor("PROMPT> "));
    session.type("exit 0\n");
    QCOMPARE(session.waitForEnd(), 0);
}

void TestTwrunTerminal::ctrlZOfAProgramThatHasTheTerminalStopsTheJob()
{
    PtySession session{kShell};
    QVERIFY(session.waitFor("PROMPT> "));
    session.type("twrun sh -c 'setsid -f sh -c \"echo FAR=\\$\\$; exec sleep 303\"; read line; "
                 "echo LINE=$line; read more; echo MORE=$more; exit 6'\n");
    const int far = session.waitForNumber(u"FAR="_s);
    QVERIFY(far > 0);
    session.type("here\n");
    QVERIFY(session.waitFor("LINE=here"));
    session.type("\x1a");
    QVERIFY(session.waitFor("Stopped"));
    QVERIFY(session.waitFor("PROMPT> "));
    QCOMPARE(processState(far), 'T');
    session.type("fg\n");
    QVERIFY(session.waitFor("twrun sh"));
    session.type("there\n");
    QVERIFY(session.waitFor("MORE=there"));
    QVERIFY(session.waitFor("PROMPT> "));
    session.type("echo rc=$?\n");
    QVERIFY(session.waitFor("rc=6"));
    QCOMPARE(processState(far), '-');
    session.type("exit 0\n");
    QCOMPARE(session.waitForEnd(), 0);
}

void TestTwrunTerminal::aBackgroundJobThatReadsIsBroughtToTheFront()
{
    PtySession session{kShell};
    QVERIFY(session.waitFor("PROMPT> "));
    session.type("twrun sh -c 'read line; echo LINE=$line; exit 8' &\n");
    QVERIFY(tellsThatItStopped(session));
    session.type("fg\n");
    session.type("now\n");
    QVERIFY(session.waitFor("LINE=now"));
    QVERIFY(session.waitFor("PROMPT> "));
    session.type("echo rc=$?\n");
    QVERIFY(session.waitFor("rc=8"));
    session.type("exit 0\n");
    QCOMPARE(session.waitForEnd(), 0);
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestTwrunTerminal)
#include "tst_twrun_terminal.moc"
