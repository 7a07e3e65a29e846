#include "core/kernel/file.h"
#include "core/kernel/pipe.h"
#include "core/output/pass_through.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace tw;
using namespace std::string_literals;

namespace {

std::unique_ptr<PassThrough> passTo(const UniqueFd& target)
{
    return PassThrough::open(target.get()).value();
}

bool isReadable(int fd)
{
    pollfd event{fd, POLLIN, 0};
    return ::poll(&event, 1, 0) == 1;
}

/// What can be read now.
std::string readNow(const UniqueFd& end)
{
    std::string bytes;
    std::array<char, 65536> buffer{};
    while (true) {
        const auto count = readSome(end, buffer).value_or(std::nullopt);
        if (!count || *count == 0) {
            return bytes;
        }
        bytes.append(buffer.data(), *count);
    }
}

std::string pattern(std::size_t size)
{
    std::string bytes;
    for (std::size_t i = 0; bytes.size() < size; ++i) {
        bytes += std::to_string(i) + "\0\n\xff"s;
    }
    bytes.resize(size);
    return bytes;
}

/// Pushes as the owner of a capture does: only while there is room.
void pushAll(PassThrough& passThrough,
             std::string_view bytes,
             const UniqueFd& reader,
             std::string& read)
{
    while (!bytes.empty()) {
        if (passThrough.hasRoom()) {
            passThrough.push(bytes.substr(0, 65536));
            bytes.remove_prefix(std::min<std::size_t>(bytes.size(), 65536));
        } else {
            read += readNow(reader);
        }
    }
    const bool isFlushed = QTest::qWaitFor(
        [&] {
            read += readNow(reader);
            return passThrough.isFlushed();
        },
        30000);
    QVERIFY(isFlushed);
    read += readNow(reader);
}

} // namespace

class PassThroughTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesPassAtOnce();
    void everyByteOfAFloodPasses();
    void slowReaderTakesAwayTheRoomAndGivesItBack();
    void pushNeverBlocks();
    void vanishedReaderIsToldOnce();
    void readerThatVanishesWhileWeWaitIsNoticed();
    void fullDeviceIsToldOnce();
    void finishFlushesAll();
    void abandonReturnsAlthoughNobodyReads();
    void flagsOfTheTargetStayAsTheyWere();
    void nonBlockingTargetLosesNothing();
    void socketsAndFilesAreWritten();
    void closedTargetIsBroken();
    void flushIsToldByTheWakeDescriptor();
};

void PassThroughTest::bytesPassAtOnce()
{
    const Pipe pipe = Pipe::open().value();
    const auto passThrough = passTo(pipe.writeEnd);
    for (const std::string& bytes : {"a"s, "\0\xff"s, "\n"s}) {
        passThrough->push(bytes);
        std::string read;
        QVERIFY(QTest::qWaitFor([&] {
            read += readNow(pipe.readEnd);
            return read == bytes;
        }));
    }
}

void PassThroughTest::everyByteOfAFloodPasses()
{
    const Pipe pipe = Pipe::open().value();
    const auto passThrough = passTo(pipe.writeEnd);
    const std::string bytes = pattern(30'000'000);
    std::string read;
    pushAll(*passThrough, bytes, pipe.readEnd, read);
    QVERIFY(read == bytes);
    QCOMPARE(passThrough->discardedBytes(), 0U);
}

void PassThroughTest::slowReaderTakesAwayTheRoomAndGivesItBack()
{
    const Pipe pipe = Pipe::open().value();
    const auto passThrough = passTo(pipe.writeEnd);
    const auto pipeSize = static_cast<std::size_t>(::fcntl(pipe.readEnd.get(), F_GETPIPE_SZ));
    std::size_t pushed = 0;
    // Until pipe and queue are full: then nothing moves.
    QVERIFY(QTest::qWaitFor([&] {
        for (; passThrough->hasRoom(); pushed += 65536) {
            passThrough->push(std::string(65536, 'x'));
        }
        // The last byte may be in the pipe before it is counted as written.
        return bytesInPipe(pipe.readEnd) == pipeSize && pushed >= pipeSize + PassThrough::kCapacity;
    }));
    passThrough->acknowledge();

    std::string read;
    bool isTold = false;
    QVERIFY(QTest::qWaitFor([&] {
        read += readNow(pipe.readEnd);
        if (isReadable(passThrough->wakeFd())) {
            isTold = true;
            passThrough->acknowledge();
        }
        return isTold && passThrough->hasRoom();
    }));
    QVERIFY(QTest::qWaitFor([&] {
        read += readNow(pipe.readEnd);
        return passThrough->isFlushed();
    }));
    read += readNow(pipe.readEnd);
    QCOMPARE(read.size(), pushed);
}

void PassThroughTest::pushNeverBlocks()
{
    const Pipe pipe = Pipe::open().value();
    const auto passThrough = passTo(pipe.writeEnd);
    // Nobody reads: this would hang if it waited.
    for (int i = 0; i < 100; ++i) {
        passThrough->push(std::string(65536, 'x'));
    }
    QVERIFY(!passThrough->hasRoom());
    QVERIFY(!passThrough->isFlushed());
}

void PassThroughTest::vanishedReaderIsToldOnce()
{
    Pipe pipe = Pipe::open().value();
    const auto passThrough = passTo(pipe.writeEnd);
    pipe.readEnd.reset();
    passThrough->push("abc"); // SIGPIPE would end this test
    QVERIFY(QTest::qWaitFor([&] { return passThrough->isBroken(); }));
    QVERIFY(isReadable(passThrough->wakeFd()));
    const auto error = passThrough->takeError();
    QVERIFY(error.has_value());
    QCOMPARE(error->code, EPIPE);
    QVERIFY(!passThrough->takeError().has_value());
    passThrough->push("defg");
    QCOMPARE(passThrough->discardedBytes(), 7U);
    QVERIFY(passThrough->hasRoom());
    QVERIFY(passThrough->isFlushed());
    passThrough->finish();
}

void PassThroughTest::readerThatVanishesWhileWeWaitIsNoticed()
{
    Pipe pipe = Pipe::open().value();
    const auto passThrough = passTo(pipe.writeEnd);
    for (int i = 0; i < 40; ++i) {
        passThrough->push(std::string(65536, 'x'));
    }
    QVERIFY(!passThrough->isBroken());
    pipe.readEnd.reset();
    QVERIFY(QTest::qWaitFor([&] { return passThrough->isBroken(); }));
    QVERIFY(passThrough->hasRoom());
}

void PassThroughTest::fullDeviceIsToldOnce()
{
    const UniqueFd full{::open("/dev/full", O_WRONLY | O_CLOEXEC)};
    const auto passThrough = passTo(full);
    passThrough->push("abc");
    QVERIFY(QTest::qWaitFor([&] { return passThrough->isBroken(); }));
    QCOMPARE(passThrough->takeError().value().code, ENOSPC);
    passThrough->push("def");
    passThrough->finish();
    QVERIFY(!passThrough->takeError().has_value());
    QCOMPARE(passThrough->discardedBytes(), 6U);
}

void PassThroughTest::finishFlushesAll()
{
    const Pipe pipe = Pipe::open().value();
    const auto passThrough = passTo(pipe.writeEnd);
    passThrough->push("abc");
    passThrough->push("def");
    passThrough->finish();
    QCOMPARE(readNow(pipe.readEnd), "abcdef"s);
    passThrough->finish();
    passThrough->push("late");
    QCOMPARE(passThrough->discardedBytes(), 4U);
}

void PassThroughTest::abandonReturnsAlthoughNobodyReads()
{
    const Pipe pipe = Pipe::open().value();
    const auto passThrough = passTo(pipe.writeEnd);
    constexpr std::size_t kPushed = 40 * 65536;
    for (int i = 0; i < 40; ++i) {
        passThrough->push(std::string(65536, 'x'));
    }
    passThrough->abandon();
    QVERIFY(passThrough->isFlushed());
    const std::string read = readNow(pipe.readEnd);
    QCOMPARE(read.size() + passThrough->discardedBytes(), kPushed);
    QVERIFY(read.size() < kPushed);
}

void PassThroughTest::flagsOfTheTargetStayAsTheyWere()
{
    const Pipe pipe = Pipe::open().value();
    const int before = ::fcntl(pipe.writeEnd.get(), F_GETFL);
    const auto passThrough = passTo(pipe.writeEnd);
    passThrough->push("abc");
    passThrough->finish();
    QCOMPARE(::fcntl(pipe.writeEnd.get(), F_GETFL), before);
    QVERIFY((before & O_NONBLOCK) == 0);
}

void PassThroughTest::nonBlockingTargetLosesNothing()
{
    const Pipe pipe = Pipe::open().value();
    QCOMPARE(::fcntl(pipe.writeEnd.get(), F_SETFL, O_NONBLOCK), 0);
    const auto passThrough = passTo(pipe.writeEnd);
    const std::string bytes = pattern(5'000'000);
    std::string read;
    pushAll(*passThrough, bytes, pipe.readEnd, read);
    QVERIFY(read == bytes);
}

void PassThroughTest::socketsAndFilesAreWritten()
{
    std::array<int, 2> ends{};
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    const UniqueFd near{ends[0]};
    const UniqueFd far{ends[1]};
    QCOMPARE(::fcntl(far.get(), F_SETFL, O_NONBLOCK), 0);
    const std::string bytes = pattern(3'000'000);
    std::string read;
    pushAll(*passTo(near), bytes, far, read);
    QVERIFY(read == bytes);

    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("out"));
    const UniqueFd file = createPrivateFile(path.toStdString()).value();
    const auto passThrough = passTo(file);
    passThrough->push(bytes);
    passThrough->finish();
    QFile written{path};
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(written.readAll().toStdString() == bytes);
}

void PassThroughTest::closedTargetIsBroken()
{
    const auto passThrough = PassThrough::open(-1).value();
    passThrough->push("abc");
    QVERIFY(QTest::qWaitFor([&] { return passThrough->isBroken(); }));
    QCOMPARE(passThrough->takeError().value().code, EBADF);
}

void PassThroughTest::flushIsToldByTheWakeDescriptor()
{
    const Pipe pipe = Pipe::open().value();
    const auto passThrough = passTo(pipe.writeEnd);
    for (int i = 0; i < 20; ++i) {
        passThrough->push(std::string(65536, 'x'));
    }
    QVERIFY(!passThrough->isFlushed());
    // From here on only as an owner would: read there, and ask when woken.
    bool flushed = false;
    QVERIFY(QTest::qWaitFor([&] {
        readNow(pipe.readEnd);
        if (isReadable(passThrough->wakeFd())) {
            passThrough->acknowledge();
            flushed = passThrough->isFlushed();
        }
        return flushed;
    }));
}

QTEST_GUILESS_MAIN(PassThroughTest)
#include "tst_pass_through.moc"
