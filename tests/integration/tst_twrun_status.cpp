#include "tests/support/twrun_process.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;

namespace tw {

/// What a script sees of twrun: exit status, one line of error, untouched streams.
class TestTwrunStatus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statusIsThatOfTheCommand_data();
    void statusIsThatOfTheCommand();
    void whatCannotRunIsSaidInOneLine_data();
    void whatCannotRunIsSaidInOneLine();
    void aDirectoryThatIsGoneIsNamed();
    void streamsPassThroughByteForByte();
    void aWrongCommandLineIsRefused_data();
    void aWrongCommandLineIsRefused();
    void helpListsWhatThisVersionHas();
};

void TestTwrunStatus::statusIsThatOfTheCommand_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("status");
    QTest::newRow("0") << "exit 0" << 0 << "exit 0";
    QTest::newRow("3") << "exit 3" << 3 << "exit 3";
    QTest::newRow("143 is no signal") << "exit 143" << 143 << "exit 143";
    QTest::newRow("255") << "exit 255" << 255 << "exit 255";
    QTest::newRow("SIGKILL") << "kill -9 $$" << 137 << "signal 9";
    QTest::newRow("SIGTERM") << "kill -15 $$" << 143 << "signal 15";
}

void TestTwrunStatus::statusIsThatOfTheCommand()
{
    QFETCH(QString, script);
    TwrunProcess twrun;
    QVERIFY(twrun.run({u"sh"_s, u"-c"_s, script}));
    QTEST(twrun.exitCode(), "code");
    QVERIFY(!twrun.crashed());
    QTEST(statusText(twrun.report()[u"status"_s]), "status");
    QCOMPARE(twrun.errors(), QByteArray{});
}

void TestTwrunStatus::whatCannotRunIsSaidInOneLine_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("not found") << "no-such-command" << 127 << QByteArray{"not found"};
    QTest::newRow("not executable") << "plain" << 126 << QByteArray{"Permission denied"};
    QTest::newRow("a directory") << "folder" << 126 << QByteArray{"directory"};
    QTest::newRow("no interpreter line") << "bare" << 126 << QByteArray{"#!"};
    QTest::newRow("interpreter missing") << "lost" << 126 << QByteArray{"/no/such/interpreter"};
}

void TestTwrunStatus::whatCannotRunIsSaidInOneLine()
{
    QFETCH(QString, name);
    TwrunProcess twrun;
    const QDir folder{twrun.folder()};
    QVERIFY(folder.mkdir(u"folder"_s));
    const auto write = [&](const QString& file, const QByteArray& text, bool executable) {
        QFile out{folder.filePath(file)};
        QVERIFY(out.open(QFile::WriteOnly) && out.write(text) == text.size());
        out.setPermissions(QFile::ReadOwner | QFile::WriteOwner
                           | (executable ? QFile::ExeOwner : QFile::Permissions{}));
    };
    write(u"plain"_s, "#!/bin/sh\n", false);
    write(u"bare"_s, "echo no interpreter line\n", true);
    write(u"lost"_s, "#!/no/such/interpreter\n", true);
    const bool isFile = folder.exists(name);
    QVERIFY(twrun.run({isFile ? folder.filePath(name) : name}));
    QTEST(twrun.exitCode(), "code");
    QFETCH(QByteArray, words);
    QVERIFY2(twrun.errors().contains(words), twrun.errors().constData());
    QVERIFY2(twrun.errors().contains(name.toUtf8()), twrun.errors().constData());
    QCOMPARE(twrun.errors().count('\n'), 1);
}

void TestTwrunStatus::aDirectoryThatIsGoneIsNamed()
{
    TwrunProcess twrun;
    // A shell whose directory has been removed under it starts twrun there.
    const QString script = u"mkdir gone && cd gone && rmdir ../gone && exec ../twrun pwd -P"_s;
    QProcess shell;
    shell.setWorkingDirectory(twrun.folder());
    shell.start(u"sh"_s, {u"-c"_s, script});
    QVERIFY(shell.waitForFinished());
    const QByteArray errors = shell.readAllStandardError();
    QCOMPARE(shell.exitCode(), 125);
    QVERIFY2(errors.contains("directory") && errors.count('\n') == 1, errors.constData());
}

void TestTwrunStatus::streamsPassThroughByteForByte()
{
    QByteArray bytes;
    for (int i = 0; i < 300'000; ++i) {
        bytes.append(static_cast<char>(i * 7 + i / 256));
    }
    TwrunProcess twrun;
    twrun.setInput(bytes);
    QVERIFY(twrun.run({u"sh"_s, u"-c"_s, u"tee /dev/fd/3 3>&2"_s}));
    QCOMPARE(twrun.exitCode(), 0);
    QVERIFY(twrun.output() == bytes);
    QVERIFY(twrun.errors() == bytes);
    const QJsonObject output = twrun.report()[u"output"_s].toObject();
    QCOMPARE(output[u"stdout_bytes"_s].toInt(), bytes.size());
    QCOMPARE(output[u"stderr_bytes"_s].toInt(), bytes.size());
    QCOMPARE(output[u"dropped_bytes"_s].toInt(), 0);
}

void TestTwrunStatus::aWrongCommandLineIsRefused_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("unknown option")
        << QStringList{u"--nosuch"_s, u"true"_s} << QByteArray{"there is no option '--nosuch'"};
    QTest::newRow("no command") << QStringList{} << QByteArray{"no command"};
    QTest::newRow("bad ladder") << QStringList{u"--stop"_s, u"hug:5s"_s, u"true"_s}
                                << QByteArray{"'hug'"};
    QTest::newRow("bad wait") << QStringList{u"--stop"_s, u"kill:soon"_s, u"true"_s}
                              << QByteArray{"'soon'"};
    QTest::newRow("bad tracking") << QStringList{u"--tracking"_s, u"magic"_s, u"true"_s}
                                  << QByteArray{"'magic'"};
    for (const char* option : {"--dump-after", "--catch-crashes", "--junit", "--profile"}) {
        QTest::newRow(option) << QStringList{QString::fromLatin1(option), u"1"_s, u"true"_s}
                              << QByteArray{option} + " is not part of this version";
    }
    QTest::newRow("--capture pty") << QStringList{u"--capture"_s, u"pty"_s, u"true"_s}
                                   << QByteArray{"not part of this version"};
    QTest::newRow("bad leaks") << QStringList{u"--leaks"_s, u"mop"_s, u"true"_s}
                               << QByteArray{"--leaks 'mop' is not known; use stop, report, wait"};
    QTest::newRow("dump in a ladder")
        << QStringList{u"--timeout"_s, u"1s"_s, u"--on-timeout"_s, u"dump,kill"_s, u"true"_s}
        << QByteArray{"--on-timeout: cannot use the step 'dump'"};
    QTest::newRow("bad timeout") << QStringList{u"--timeout"_s, u"soon"_s, u"true"_s}
                                 << QByteArray{"--timeout: cannot read 'soon' as a duration"};
    QTest::newRow("no workers") << QStringList{u"--workers"_s, u"0"_s, u"true"_s}
                                << QByteArray{"--workers '0' is not a number from 1 to 1000"};
    QTest::newRow("bad retries") << QStringList{u"--retries"_s, u"-1"_s, u"true"_s}
                                 << QByteArray{"--retries"};
}

void TestTwrunStatus::aWrongCommandLineIsRefused()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, words);
    TwrunProcess twrun;
    QVERIFY(twrun.run(arguments));
    QCOMPARE(twrun.exitCode(), 125);
    QVERIFY2(twrun.errors().contains(words), twrun.errors().constData());
    QVERIFY2(twrun.errors().startsWith("twrun: ") && twrun.errors().count('\n') == 1,
             twrun.errors().constData());
}

void TestTwrunStatus::helpListsWhatThisVersionHas()
{
    TwrunProcess twrun;
    QVERIFY(twrun.run({u"--help"_s}));
    QCOMPARE(twrun.exitCode(), 0);
    for (const char* option : {"--timeout",
                               "--idle-timeout",
                               "--on-timeout",
                               "--workers",
                               "--retries",
                               "--attach",
                               "--stop",
                               "--leaks",
                               "--capture",
                               "--tracking",
                               "--report",
                               "--events",
                               "--session",
                               "--quiet",
                               "--summary"}) {
        QVERIFY2(twrun.output().contains(option), option);
    }
    for (const char* later : {"--dump-after", "--profile", "--junit", "--catch-crashes"}) {
        QVERIFY2(!twrun.output().contains(later), later);
    }
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestTwrunStatus)
#include "tst_twrun_status.moc"
