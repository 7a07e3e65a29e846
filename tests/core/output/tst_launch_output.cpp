#include "core/kernel/file.h"
#include "core/output/launch_output.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tw;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

constexpr auto kOut = OutputStream::Stdout;
constexpr auto kErr = OutputStream::Stderr;

/// A process of ours that holds copies of all our descriptors and does nothing until it goes.
class Holder
{
public:
    Holder() : m_pid(::fork())
    {
        if (m_pid == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            while (true) {
                ::pause();
            }
        }
    }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    ~Holder() { end(); }

    void end()
    {
        if (m_pid > 0) {
            ::kill(m_pid, SIGKILL);
            ::waitpid(m_pid, nullptr, 0);
            m_pid = -1;
        }
    }

    [[nodiscard]] Pid pid() const { return Pid{m_pid}; }

private:
    int m_pid{-1};
};

class FakeTee final : public ByteTee
{
public:
    [[nodiscard]] bool hasRoom() const override { return room; }
    void push(std::string_view /*bytes*/) override {}

    bool room{true};
};

struct Bench
{
    QTemporaryDir directory{};
    std::unique_ptr<LaunchOutput> output{
        LaunchOutput::open(directory.path().toStdString(), LaunchId{1}).value()};

    /// A write end of our own, as a program would have it.
    [[nodiscard]] UniqueFd programsEnd(OutputStream stream) const
    {
        return UniqueFd{::fcntl(output->writeEnd(stream), F_DUPFD_CLOEXEC, 0)};
    }
};

void write(const UniqueFd& end, std::string_view bytes)
{
    if (writeAll(end, bytes).error) {
        qFatal("cannot write to the pipe");
    }
}

} // namespace

class LaunchOutputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void growthIsToldOnceForAllOfATurn();
    void streamsEndOnceNobodyHoldsThem();
    void withoutWriteEndsClosedThereIsNoEnd();
    void orphanThatHoldsThePipeIsNamed();
    void holderThatIsNoCandidateIsNotNamed();
    void chunksRearmTheQuietTime();
    void whatIsInThePipeIsReadBeforeTheEnd();
    void endlessWriterIsWaitedForOnlySoLong();
    void withoutRoomNothingIsCutOff();
    void nothingIsDueBeforeTheDrain();
    void directoryThatIsMissingIsAnError();
    void halfOfTheFilesIsNone();
    void streamClosedByUsEndsOnce();
    void droppedBytesAreToldWithTheGrowth();
};

void LaunchOutputTest::growthIsToldOnceForAllOfATurn()
{
    Bench bench;
    const UniqueFd out = bench.programsEnd(kOut);
    const UniqueFd err = bench.programsEnd(kErr);
    QVERIFY(!bench.output->takeGrowth().has_value());
    write(out, "a\nb");
    write(err, "E\n");
    QCOMPARE(bench.output->readAvailable(kOut, Time{}).value(), 3U);
    QCOMPARE(bench.output->readAvailable(kErr, Time{}).value(), 2U);
    QVERIFY(bench.output->takeGrowth() == (OutputGrew{LaunchId{1}, 3, 0, 3, 2}));
    QVERIFY(!bench.output->takeGrowth().has_value());
    write(out, "b\n");
    QCOMPARE(bench.output->readAvailable(kOut, Time{}).value(), 2U);
    QVERIFY(bench.output->takeGrowth() == (OutputGrew{LaunchId{1}, 3, 1, 5, 2}));
}

void LaunchOutputTest::streamsEndOnceNobodyHoldsThem()
{
    Bench bench;
    UniqueFd out = bench.programsEnd(kOut);
    bench.output->closeWriteEnds();
    QCOMPARE(bench.output->writeEnd(kOut), -1);
    QCOMPARE(bench.output->readAvailable(kErr, Time{}).value(), 0U);
    QCOMPARE(bench.output->readAvailable(kOut, Time{}).value(), 0U);
    const std::vector<StreamEnded> first{{LaunchId{1}, kErr, {}}};
    QVERIFY(bench.output->takeEnded() == first);
    QVERIFY(!bench.output->hasEnded());

    write(out, "last");
    out.reset();
    QCOMPARE(bench.output->readAvailable(kOut, Time{}).value(), 4U);
    const std::vector<StreamEnded> second{{LaunchId{1}, kOut, {}}};
    QVERIFY(bench.output->takeEnded() == second);
    QVERIFY(bench.output->takeEnded().empty());
    QVERIFY(bench.output->hasEnded());
}

void LaunchOutputTest::withoutWriteEndsClosedThereIsNoEnd()
{
    Bench bench;
    QCOMPARE(bench.output->readAvailable(kOut, Time{}).value(), 0U);
    QVERIFY(bench.output->takeEnded().empty());
    QVERIFY(bench.output->writeEnd(kOut) >= 0);
}

void LaunchOutputTest::orphanThatHoldsThePipeIsNamed()
{
    Bench bench;
    const Holder orphan;
    const Holder other; // holds the write ends as well, but is no candidate
    bench.output->closeWriteEnds();
    bench.output->beginDrain(Time{10s});
    QVERIFY(bench.output->deadline() == Time{10s + 100ms});
    bench.output->advance(Time{10s + 99ms}, {orphan.pid()});
    QVERIFY(bench.output->takeEnded().empty());

    bench.output->advance(Time{10s + 100ms}, {orphan.pid(), Pid{1}});
    const std::vector<StreamEnded> expected{{LaunchId{1}, kOut, {orphan.pid()}},
                                            {LaunchId{1}, kErr, {orphan.pid()}}};
    QVERIFY(bench.output->takeEnded() == expected);
    QVERIFY(bench.output->hasEnded());
    QVERIFY(!bench.output->deadline().has_value());
}

void LaunchOutputTest::holderThatIsNoCandidateIsNotNamed()
{
    Bench bench;
    const UniqueFd end = bench.programsEnd(kOut);
    bench.output->closeWriteEnds();
    // Ourselves: we hold read ends of both, and a write end of stdout only.
    const std::vector<Pid> ourselves{Pid{::getpid()}};
    QVERIFY(holdersOfWriteEnd(bench.output->capture(kOut).readEnd(), ourselves) == ourselves);
    QVERIFY(holdersOfWriteEnd(bench.output->capture(kErr).readEnd(), ourselves).empty());
    QVERIFY(holdersOfWriteEnd(bench.output->capture(kOut).readEnd(), {Pid{-5}}).empty());
}

void LaunchOutputTest::chunksRearmTheQuietTime()
{
    Bench bench;
    const UniqueFd out = bench.programsEnd(kOut);
    bench.output->closeWriteEnds();
    bench.output->beginDrain(Time{10s});
    QCOMPARE(bench.output->readAvailable(kErr, Time{10s}).value(), 0U);
    write(out, "x");
    QCOMPARE(bench.output->readAvailable(kOut, Time{10s + 90ms}).value(), 1U);
    QVERIFY(bench.output->deadline() == Time{10s + 190ms});
    bench.output->beginDrain(Time{11s}); // a second call changes nothing
    QVERIFY(bench.output->deadline() == Time{10s + 190ms});
}

void LaunchOutputTest::whatIsInThePipeIsReadBeforeTheEnd()
{
    Bench bench;
    const UniqueFd out = bench.programsEnd(kOut);
    bench.output->closeWriteEnds();
    write(out, std::string(50000, 'x'));
    bench.output->beginDrain(Time{10s});
    // The loop was busy: nobody has read, and all deadlines have passed.
    bench.output->advance(Time{20s}, {});
    QCOMPARE(bench.output->store().byteCount(kOut), 50000U);
    QVERIFY(bench.output->hasEnded());
}

void LaunchOutputTest::endlessWriterIsWaitedForOnlySoLong()
{
    Bench bench;
    const UniqueFd out = bench.programsEnd(kOut);
    bench.output->closeWriteEnds();
    bench.output->beginDrain(Time{10s});
    QCOMPARE(bench.output->readAvailable(kErr, Time{10s}).value(), 0U);
    Time now{10s};
    int written = 0;
    for (; !bench.output->hasEnded() && written < 1000; ++written) {
        write(out, "x");
        now += 50ms;
        bench.output->advance(now, {Pid{::getpid()}});
        if (!bench.output->hasEnded()) {
            (void)bench.output->readAvailable(kOut, now);
        }
    }
    QVERIFY(now == Time{12s});
    QCOMPARE(bench.output->store().byteCount(kOut), static_cast<std::uint64_t>(written));
}

void LaunchOutputTest::withoutRoomNothingIsCutOff()
{
    Bench bench;
    FakeTee tee;
    const UniqueFd out = bench.programsEnd(kOut);
    bench.output->capture(kOut).setTee(&tee);
    bench.output->closeWriteEnds();
    QCOMPARE(bench.output->readAvailable(kErr, Time{}).value(), 0U);
    write(out, "waiting");
    tee.room = false;
    bench.output->beginDrain(Time{10s});
    QVERIFY(!bench.output->deadline().has_value());
    bench.output->advance(Time{100s}, {});
    QVERIFY(!bench.output->hasEnded());

    tee.room = true;
    QVERIFY(bench.output->deadline() < Time{100s});
    bench.output->advance(Time{100s}, {});
    QCOMPARE(bench.output->store().byteCount(kOut), 7U);
    QVERIFY(bench.output->hasEnded());
}

void LaunchOutputTest::nothingIsDueBeforeTheDrain()
{
    Bench bench;
    QVERIFY(!bench.output->deadline().has_value());
    bench.output->advance(Time{1000s}, {});
    QVERIFY(!bench.output->hasEnded());
}

void LaunchOutputTest::directoryThatIsMissingIsAnError()
{
    const auto output = LaunchOutput::open("/nonexistent", LaunchId{1});
    QVERIFY(!output.has_value());
    QCOMPARE(output.error().code, ENOENT);
}

void LaunchOutputTest::halfOfTheFilesIsNone()
{
    const QTemporaryDir directory;
    QFile taken{directory.filePath(QStringLiteral("1.stderr"))};
    QVERIFY(taken.open(QFile::WriteOnly));
    QVERIFY(!LaunchOutput::open(directory.path().toStdString(), LaunchId{1}).has_value());
    QVERIFY(taken.exists());
    QVERIFY(!QFile::exists(directory.filePath(QStringLiteral("1.stdout"))));
}

void LaunchOutputTest::streamClosedByUsEndsOnce()
{
    Bench bench;
    bench.output->close(kOut, Time{1s});
    bench.output->close(kOut, Time{2s});
    const auto ended = bench.output->takeEnded();
    QCOMPARE(ended.size(), std::size_t{1});
    QVERIFY(ended[0] == (StreamEnded{LaunchId{1}, kOut, {}}));
    QVERIFY(!bench.output->hasEnded());
}

void LaunchOutputTest::droppedBytesAreToldWithTheGrowth()
{
    constexpr std::uint64_t kMebibyte = 1024 * 1024;
    Bench bench;
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit none{0, before.rlim_max};
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &none);
    bench.output->store().append(kErr, std::string(48 * kMebibyte, 'x'), Time{});
    ::setrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, handler);
    QVERIFY(bench.output->takeGrowth()
            == (OutputGrew{LaunchId{1}, 1, 0, 0, 48 * kMebibyte, 32 * kMebibyte}));
}

QTEST_GUILESS_MAIN(LaunchOutputTest)
#include "tst_launch_output.moc"
