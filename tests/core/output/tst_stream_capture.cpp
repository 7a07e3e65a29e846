#include "core/kernel/file.h"
#include "core/kernel/pipe.h"
#include "core/output/stream_capture.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <vector>

#include <fcntl.h>

using namespace tw;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

/// Has room for so many bytes.
class FakeTee final : public ByteTee
{
public:
    [[nodiscard]] bool hasRoom() const override { return bytes.size() < room; }
    void push(std::string_view more) override { bytes += more; }

    std::string bytes{};
    std::size_t room{~std::size_t{0}};
};

/// A pipe whose read end is captured.
struct Bench
{
    QTemporaryDir directory{};
    LineStore store{LineStore::open(directory.path().toStdString(), LaunchId{1}).value()};
    Pipe pipe{Pipe::open().value()};
    StreamCapture capture{std::move(pipe.readEnd), OutputStream::Stderr, store};

    void write(std::string_view bytes) const
    {
        if (writeAll(pipe.writeEnd, bytes).error) {
            qFatal("cannot write to the pipe");
        }
    }
};

} // namespace

class StreamCaptureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptyPipeGivesNothingAndDoesNotBlock();
    void bytesReachStoreLineSinkAndTee();
    void lastLineIsDeliveredAtTheEnd();
    void oneTurnIsBounded();
    void withoutRoomBytesStayInThePipe();
    void everyByteOfAFloodArrives();
    void closedWhileHeldItKeepsWhatWasRead();
    void whoeverPollsItIsToldWhileItIsOpen_data();
    void whoeverPollsItIsToldWhileItIsOpen();
};

void StreamCaptureTest::whoeverPollsItIsToldWhileItIsOpen_data()
{
    QTest::addColumn<bool>("isAtItsEnd");
    QTest::newRow("at the end of the stream") << true;
    QTest::newRow("before") << false;
}

void StreamCaptureTest::whoeverPollsItIsToldWhileItIsOpen()
{
    QFETCH(bool, isAtItsEnd);
    Bench bench;
    const int fd = bench.capture.fd();
    std::vector<bool> wasOpen;
    bench.capture.setClosing([&] { wasOpen.push_back(::fcntl(fd, F_GETFD) >= 0); });
    if (isAtItsEnd) {
        bench.pipe.writeEnd.reset();
        QVERIFY(bench.capture.readAvailable(Time{1s}).has_value());
    } else {
        bench.capture.close(Time{1s});
    }
    QCOMPARE(wasOpen, std::vector<bool>{true});
    QVERIFY(::fcntl(fd, F_GETFD) < 0);
}

void StreamCaptureTest::emptyPipeGivesNothingAndDoesNotBlock()
{
    Bench bench;
    QCOMPARE(bench.capture.readAvailable(Time{}).value(), 0U);
    QVERIFY(!bench.capture.atEnd());
    bench.pipe.writeEnd.reset();
    QCOMPARE(bench.capture.readAvailable(Time{}).value(), 0U);
    QVERIFY(bench.capture.atEnd());
    QCOMPARE(bench.capture.fd(), -1);
    QCOMPARE(bench.capture.readAvailable(Time{}).value(), 0U);
}

void StreamCaptureTest::bytesReachStoreLineSinkAndTee()
{
    Bench bench;
    FakeTee tee;
    std::string lines;
    bench.capture.setTee(&tee);
    bench.capture.setLineSink([&](std::uint64_t number, std::string_view bytes, Time now) {
        // In this order: the scanner may ask for the line, the tee is last.
        QVERIFY(bench.store.lineCount() >= number);
        QVERIFY(tee.bytes.empty());
        lines += std::to_string(number) + std::string{bytes};
        QVERIFY(now == Time{5s});
    });
    bench.write("a\0\n\xff\nb"s);
    QCOMPARE(bench.capture.readAvailable(Time{5s}).value(), 6U);
    QCOMPARE(lines,
             "1a\0"
             "2\xff"s);
    QCOMPARE(tee.bytes, "a\0\n\xff\nb"s);
    QCOMPARE(bench.store.lineCount(), 3U);
    QCOMPARE(bench.store.byteCount(OutputStream::Stderr), 6U);
}

void StreamCaptureTest::lastLineIsDeliveredAtTheEnd()
{
    Bench bench;
    std::vector<std::string> lines;
    bench.capture.setLineSink(
        [&](std::uint64_t, std::string_view bytes, Time) { lines.emplace_back(bytes); });
    bench.write("no line feed");
    QCOMPARE(bench.capture.readAvailable(Time{}).value(), 12U);
    QVERIFY(lines.empty());
    bench.pipe.writeEnd.reset();
    QCOMPARE(bench.capture.readAvailable(Time{}).value(), 0U);
    QCOMPARE(lines.size(), 1U);
    QCOMPARE(lines[0], "no line feed"s);
}

void StreamCaptureTest::oneTurnIsBounded()
{
    Bench bench;
    const std::string bytes(60 * 1024, 'x');
    bench.write(bytes);
    QCOMPARE(bench.capture.readAtMost(1000, Time{}).value(), 1000U);
    QCOMPARE(bench.capture.readAtMost(0, Time{}).value(), 0U);
    QCOMPARE(bench.capture.readAvailable(Time{}).value(), 60U * 1024 - 1000);
}

void StreamCaptureTest::withoutRoomBytesStayInThePipe()
{
    Bench bench;
    FakeTee tee;
    tee.room = 0;
    bench.capture.setTee(&tee);
    bench.write("abc");
    QVERIFY(!bench.capture.wantsReading());
    QCOMPARE(bench.capture.readAvailable(Time{}).value(), 0U);
    QCOMPARE(bytesInPipe(bench.capture.readEnd()), 3U);
    tee.room = 1;
    QVERIFY(bench.capture.wantsReading());
    QCOMPARE(bench.capture.readAvailable(Time{}).value(), 3U);
    QVERIFY(bench.capture.isHeldUp());
}

void StreamCaptureTest::everyByteOfAFloodArrives()
{
    Bench bench;
    FakeTee tee;
    bench.capture.setTee(&tee);
    std::string expected;
    for (int i = 0; expected.size() < 20'000'000; ++i) {
        expected += std::to_string(i) + (i % 1000 == 0 ? "\n" : " \xff");
    }
    std::thread writer{[&] {
        bench.write(expected);
        bench.pipe.writeEnd.reset();
    }};
    const bool hasEnded = QTest::qWaitFor(
        [&] { return !bench.capture.readAvailable(Time{}) || bench.capture.atEnd(); }, 60000);
    writer.join();
    QVERIFY(hasEnded);
    QVERIFY(tee.bytes == expected);
    QCOMPARE(bench.store.byteCount(OutputStream::Stderr), expected.size());
}

void StreamCaptureTest::closedWhileHeldItKeepsWhatWasRead()
{
    Bench bench;
    std::string line;
    bench.capture.setLineSink(
        [&](std::uint64_t, std::string_view bytes, Time) { line = std::string{bytes}; });
    bench.write("half");
    QCOMPARE(bench.capture.readAvailable(Time{}).value(), 4U);
    bench.capture.close(Time{});
    QCOMPARE(line, "half"s);
    QVERIFY(bench.capture.atEnd());
}

QTEST_GUILESS_MAIN(StreamCaptureTest)
#include "tst_stream_capture.moc"
