#include "core/kernel/file.h"
#include "core/kernel/pipe.h"

#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace tw;

class PipeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyTheReadEndIsNonBlocking();
    void bothEndsCloseOnExec();
    void waitingBytesAreCounted();
    void holderOfTheWriteEndIsFound();
    void holderOfTheReadEndIsNone();
    void processesThatAreGoneHoldNothing();
};

void PipeTest::onlyTheReadEndIsNonBlocking()
{
    const Pipe pipe = Pipe::open().value();
    QVERIFY((::fcntl(pipe.readEnd.get(), F_GETFL) & O_NONBLOCK) != 0);
    QVERIFY((::fcntl(pipe.writeEnd.get(), F_GETFL) & O_NONBLOCK) == 0);
}

void PipeTest::bothEndsCloseOnExec()
{
    const Pipe pipe = Pipe::open().value();
    QVERIFY((::fcntl(pipe.readEnd.get(), F_GETFD) & FD_CLOEXEC) != 0);
    QVERIFY((::fcntl(pipe.writeEnd.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

void PipeTest::waitingBytesAreCounted()
{
    const Pipe pipe = Pipe::open().value();
    QCOMPARE(bytesInPipe(pipe.readEnd), 0U);
    QVERIFY(!writeAll(pipe.writeEnd, "abc").error.has_value());
    QCOMPARE(bytesInPipe(pipe.readEnd), 3U);
    QCOMPARE(bytesInPipe(UniqueFd{}), 0U);
}

void PipeTest::holderOfTheWriteEndIsFound()
{
    Pipe pipe = Pipe::open().value();
    const Pipe other = Pipe::open().value();
    const std::vector<Pid> candidates{Pid{1 << 30}, Pid{::getpid()}};
    const std::vector<Pid> expected{Pid{::getpid()}};
    QVERIFY(holdersOfWriteEnd(pipe.readEnd, candidates) == expected);
    pipe.writeEnd.reset();
    QVERIFY(holdersOfWriteEnd(pipe.readEnd, candidates).empty());
}

void PipeTest::holderOfTheReadEndIsNone()
{
    Pipe pipe = Pipe::open().value();
    const UniqueFd copy{::fcntl(pipe.readEnd.get(), F_DUPFD_CLOEXEC, 0)};
    pipe.writeEnd.reset();
    QVERIFY(holdersOfWriteEnd(copy, {Pid{::getpid()}}).empty());
}

void PipeTest::processesThatAreGoneHoldNothing()
{
    const Pipe pipe = Pipe::open().value();
    QVERIFY(holdersOfWriteEnd(pipe.readEnd, {Pid{0}, Pid{-1}, Pid{1 << 30}}).empty());
    QVERIFY(holdersOfWriteEnd(UniqueFd{}, {Pid{::getpid()}}).empty());
}

QTEST_GUILESS_MAIN(PipeTest)
#include "tst_pipe.moc"
