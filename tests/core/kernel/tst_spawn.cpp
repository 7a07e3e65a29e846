#include "core/kernel/child_wait.h"
#include "core/kernel/spawn.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <csignal>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tw;

namespace {

std::string testchild()
{
    return QCoreApplication::applicationDirPath().toStdString() + "/testchild";
}

/// A request for testchild with pipes as stdin and stdout.
struct Fixture
{
    Fixture()
    {
        int ends[2] = {-1, -1};
        if (::pipe2(ends, O_CLOEXEC) == 0) {
            output.reset(ends[0]);
            childOutput.reset(ends[1]);
        }
        if (::pipe2(ends, O_CLOEXEC) == 0) {
            childInput.reset(ends[0]);
            input.reset(ends[1]);
        }
        request.streams = {childInput.get(), childOutput.get(), 2};
    }

    UniqueFd output{};
    UniqueFd childOutput{};
    UniqueFd childInput{};
    UniqueFd input{};
    SpawnRequest request{};

    /// Everything it writes until its end, then "exit N" and the like.
    QByteArray run(std::vector<std::string> words)
    {
        words.insert(words.begin(), testchild());
        request.argv = std::move(words);
        auto spawned = spawn(request);
        if (!spawned) {
            return QByteArray::fromStdString("cannot " + spawned.error().message);
        }
        childOutput.reset();
        childInput.reset();
        input.reset();
        return readAll() + end(*spawned);
    }

    QByteArray readAll() const
    {
        QByteArray text;
        char chunk[4096];
        for (ssize_t size = 0; (size = ::read(output.get(), chunk, sizeof chunk)) > 0;) {
            text.append(chunk, static_cast<int>(size));
        }
        return text;
    }

    static QByteArray end(const SpawnedProcess& child)
    {
        std::optional<ReapedChild> reaped;
        [&] { QTRY_VERIFY_WITH_TIMEOUT(reaped || (reaped = reap(child.pidfd)), 10000); }();
        return reaped ? QByteArray::fromStdString(reaped->status.text()) : "not reaped";
    }
};

SpawnError failureOf(SpawnRequest request)
{
    request.environment = {"PATH=/nowhere:/etc:/usr/bin:/bin"};
    const auto spawned = spawn(request);
    return spawned ? SpawnError{} : spawned.error();
}

std::string makeFile(const QTemporaryDir& folder, const char* name, const char* text, mode_t mode)
{
    const std::string path = folder.filePath(QString::fromLatin1(name)).toStdString();
    QFile file{QString::fromStdString(path)};
    if (file.open(QIODevice::WriteOnly)) {
        file.write(text);
    }
    file.close();
    ::chmod(path.c_str(), mode);
    return path;
}

} // namespace

class TestSpawn final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void statusIsTheKernels()
    {
        QCOMPARE(Fixture{}.run({"exit", "3"}), QByteArray("exit 3"));
        QCOMPARE(Fixture{}.run({"signal", "15"}), QByteArray("SIGTERM (15)"));
    }

    void argumentsPassByteForByte()
    {
        QCOMPARE(Fixture{}.run({"arguments", "", "a b", "\xff\n"}),
                 QByteArray("[]\n[a b]\n[\xff\n]\nexit 0"));
    }

    void environmentIsExactlyTheRequested()
    {
        Fixture fixture;
        fixture.request.environment = {"ONE=1", "TWO="};
        QCOMPARE(fixture.run({"environment"}), QByteArray("ONE=1\nTWO=\nexit 0"));
    }

    void onlyStandardStreamsReachTheChild()
    {
        const UniqueFd leak{::open("/dev/null", O_RDONLY)}; // NOLINT: inheritable on purpose
        QCOMPARE(Fixture{}.run({"descriptors"}), QByteArray("0\n1\n2\nexit 0"));
    }

    void closedStreamsStayClosed()
    {
        Fixture fixture;
        fixture.request.streams[0] = -1;
        QCOMPARE(fixture.run({"descriptors"}), QByteArray("1\n2\nexit 0"));
    }

    void streamsMayBeSwapped()
    {
        // stderr becomes what stdout is and stdin what stderr is: sources among 0..2 collide.
        Fixture fixture;
        fixture.request.streams = {2, fixture.childOutput.get(), 0};
        QCOMPARE(fixture.run({"descriptors"}), QByteArray("0\n1\n2\nexit 0"));
    }

    void signalsStartWithTheirDefault()
    {
        ::signal(SIGINT, SIG_IGN);
        ::signal(SIGRTMIN + 3, SIG_IGN);
        sigset_t blocked;
        sigset_t before;
        sigemptyset(&blocked);
        sigaddset(&blocked, SIGUSR1);
        ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
        const QByteArray text = Fixture{}.run({"signals"});
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        ::signal(SIGINT, SIG_DFL);
        ::signal(SIGRTMIN + 3, SIG_DFL);
        QCOMPARE(text, QByteArray("ignored:\nblocked:\nexit 0"));
    }

    void requestedSignalsStayIgnored()
    {
        Fixture fixture;
        fixture.request.keepIgnored = {SignalNumber{SIGHUP}};
        QCOMPARE(fixture.run({"signals"}), QByteArray("ignored: 1\nblocked:\nexit 0"));
    }

    void groupAndSessionAreAsRequested_data()
    {
        QTest::addColumn<int>("group");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("inherited") << static_cast<int>(SpawnGroup::Inherited)
                                   << QByteArray("group inherited\nsession inherited\nexit 0");
        QTest::newRow("group") << static_cast<int>(SpawnGroup::OwnGroup)
                               << QByteArray("group own\nsession inherited\nexit 0");
        QTest::newRow("session") << static_cast<int>(SpawnGroup::OwnSession)
                                 << QByteArray("group own\nsession own\nexit 0");
    }
    void groupAndSessionAreAsRequested()
    {
        QFETCH(const int, group);
        Fixture fixture;
        fixture.request.group = static_cast<SpawnGroup>(group);
        QTEST(fixture.run({"identity"}), "text");
    }

    void directoryAndLimitAreAsRequested()
    {
        Fixture inDirectory;
        inDirectory.request.cwd = "/usr";
        QCOMPARE(inDirectory.run({"directory"}), QByteArray("/usr\nexit 0"));
        Fixture limited;
        limited.request.openFilesLimit = 77;
        QCOMPARE(limited.run({"limit"}), QByteArray("77\nexit 0"));
    }

    void programIsFoundInTheRequestsPath()
    {
        Fixture fixture;
        fixture.request.environment
            = {"PATH=/nowhere:" + QCoreApplication::applicationDirPath().toStdString()};
        fixture.request.argv = {"testchild", "exit", "4"};
        const auto spawned = spawn(fixture.request);
        QVERIFY(spawned.has_value());
        QCOMPARE(Fixture::end(*spawned), QByteArray("exit 4"));
    }

    void programThatIsNotThereIsNotFound()
    {
        const auto byName = failureOf({{"no-such-program"}});
        QCOMPARE(byName.stage, SpawnStage::Execute);
        QCOMPARE(byName.code, ENOENT);
        QCOMPARE(byName.exitCode(), 127);
        QCOMPARE(byName.message,
                 std::string{"find no-such-program: command not found in any folder of PATH"});
        const auto byPath = failureOf({{"/nowhere/program"}});
        QCOMPARE(byPath.exitCode(), 127);
        QCOMPARE(byPath.message,
                 std::string{"execute /nowhere/program: No such file or directory"});
        QCOMPARE(failureOf({{""}}).exitCode(), 127);
    }

    void programThatMayNotBeExecutedIsNamed()
    {
        const auto inPath = failureOf({{"passwd-of-nobody"}});
        QCOMPARE(inPath.exitCode(), 127);
        const auto plainFile = failureOf({{"hostname"}});
        // /etc/hostname is found before /usr/bin/hostname, is refused, and the search goes on.
        QVERIFY(plainFile.code == 0 || plainFile.exitCode() == 126);
        while (::waitpid(-1, nullptr, 0) > 0) {
        }
        const auto refused = failureOf({{"/etc/passwd"}});
        QCOMPARE(refused.code, EACCES);
        QCOMPARE(refused.exitCode(), 126);
        QCOMPARE(refused.message, std::string{"execute /etc/passwd: Permission denied"});
        const auto directory = failureOf({{"/etc"}});
        QCOMPARE(directory.exitCode(), 126);
        QCOMPARE(directory.message, std::string{"execute /etc: it is a directory"});
    }

    void fileWithoutInterpreterLineIsNotExecutable()
    {
        const QTemporaryDir folder;
        const auto path = makeFile(folder, "script", "echo hello\n", 0755);
        const auto error = failureOf({{path}});
        QCOMPARE(error.code, ENOEXEC);
        QCOMPARE(error.exitCode(), 126);
        QCOMPARE(error.message,
                 "execute " + path + ": not executable: exec format error, no #! line");
    }

    void directoryThatIsGoneIsNamed()
    {
        SpawnRequest request{{"true"}};
        request.cwd = "/nowhere/at/all";
        const auto error = failureOf(request);
        QCOMPARE(error.stage, SpawnStage::Directory);
        QCOMPARE(error.path, std::string{"/nowhere/at/all"});
        QCOMPARE(error.exitCode(), 125);
        QCOMPARE(error.message,
                 std::string{"change to directory /nowhere/at/all: No such file or directory"});
    }

    void impossibleRequestsMakeNoChild()
    {
        QCOMPARE(failureOf({}).stage, SpawnStage::Prepare);
        QCOMPARE(failureOf({{std::string{"a\0b", 3}}}).stage, SpawnStage::Prepare);
        const auto tooLong = failureOf({{"true", std::string(3 << 20, 'x')}});
        QCOMPARE(tooLong.code, E2BIG);
        QCOMPARE(tooLong.exitCode(), 126);
    }

    void fileBeingWrittenIsRetriedInVain()
    {
        const QTemporaryDir folder;
        const auto path = makeFile(folder, "busy", "#!/bin/sh\n", 0755);
        QVERIFY(QFile::remove(QString::fromStdString(path)));
        QVERIFY(QFile::copy(QString::fromStdString(testchild()), QString::fromStdString(path)));
        {
            const UniqueFd writer{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
            QVERIFY(writer.isOpen());
            QCOMPARE(failureOf({{path}}).code, ETXTBSY);
        }
        QVERIFY(failureOf({{path, "exit"}}).code == 0);
        while (::waitpid(-1, nullptr, 0) > 0) {
        }
    }

    void stopsAndContinuationsAreNoticed()
    {
        Fixture fixture;
        fixture.request.argv = {testchild(), "stop"};
        const auto spawned = spawn(fixture.request);
        QVERIFY(spawned.has_value());
        std::optional<ChildChange> change;
        QTRY_VERIFY_WITH_TIMEOUT(change || (change = takeChange(spawned->pidfd)), 10000);
        QCOMPARE(change->stoppedBy->value, SIGSTOP);
        QVERIFY(spawned->pidfd.sendSignal(SignalNumber{SIGCONT}).has_value());
        change.reset();
        QTRY_VERIFY_WITH_TIMEOUT(change || (change = takeChange(spawned->pidfd)), 10000);
        QVERIFY(!change->stoppedBy.has_value());
        fixture.input.reset();
        QCOMPARE(Fixture::end(*spawned), QByteArray("exit 0"));
        QCOMPARE(spawned->pidfd.sendSignal(SignalNumber{SIGTERM}).error().code, ESRCH);
    }

    void ordinaryUserMeetsTheLimitOfProcesses()
    {
        if (::geteuid() != 0) {
            QSKIP("needs root to become an ordinary user with a limit");
        }
        // In a process of its own: the limit counts all processes of that user.
        const auto pid = ::fork();
        if (pid == 0) {
            const rlimit none{0, 0};
            ::setrlimit(RLIMIT_NPROC, &none);
            const bool isUser = ::setuid(65534) == 0;
            const auto error = failureOf({{"true"}});
            ::_exit(isUser && error.stage == SpawnStage::Fork && error.code == EAGAIN
                            && error.exitCode() == 125
                        ? 0
                        : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(pid, &status, 0), pid);
        QCOMPARE(status, 0);
    }
};

QTEST_GUILESS_MAIN(TestSpawn)
#include "tst_spawn.moc"
