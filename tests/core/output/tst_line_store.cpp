#include "core/output/line_store.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/resource.h>

using namespace tw;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

constexpr auto kOut = OutputStream::Stdout;
constexpr auto kErr = OutputStream::Stderr;

LineStore openStore(const QTemporaryDir& directory, std::uint64_t launch = 1)
{
    auto store = LineStore::open(directory.path().toStdString(), LaunchId{launch});
    if (!store) {
        qFatal("cannot %s", store.error().message.c_str());
    }
    return std::move(*store);
}

std::string fileBytes(const QTemporaryDir& directory, const char* name)
{
    QFile file{directory.filePath(QString::fromLatin1(name))};
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : "(cannot be read)"s;
}

/// A line a row: index, stream with number, text, "..." while it may grow.
std::string text(LineStore& store, std::uint64_t first = 0, std::uint64_t count = 1000)
{
    std::string text;
    for (const Line& line : store.lines(first, count)) {
        text += std::to_string(line.index) + " " + streamName(line.stream)
                + std::to_string(line.number) + " " + line.bytes + (line.complete ? "\n" : "...\n");
    }
    return text;
}

/// While it lives, no file of this process grows beyond `bytes`: a disk that is full.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        m_handler = ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        ::signal(SIGXFSZ, m_handler);
    }

private:
    rlimit m_before{};
    void (*m_handler)(int){SIG_DFL};
};

} // namespace

class LineStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesOfBothStreamsStandInOrderOfArrival();
    void everySplitGivesTheSameLines();
    void lineGrowsUntilItsLineFeed();
    void timeIsThatOfTheFirstByte();
    void rawBytesAreStoredExactly();
    void onlyTheLinesAskedForAreRead();
    void numbersHoldOverManyChunks();
    void firstChangedTellsWhatGrew();
    void longLinesAreStoredWholeAndReadCut();
    void answersAreBounded();
    void filesAreOurs();
    void takenNamesAndLinksAreRefused();
    void fullDiskGoesOnInMemoryAndIsToldOnce();
    void memoryKeepsTheLastBytesAndCountsTheRest();
};

void LineStoreTest::linesOfBothStreamsStandInOrderOfArrival()
{
    const QTemporaryDir directory;
    LineStore store = openStore(directory);
    store.append(kOut, "a\nb", Time{1s});
    store.append(kErr, "E\nF\n", Time{2s});
    store.append(kOut, "b\nc", Time{3s});
    QCOMPARE(text(store), "0 stdout1 a\n1 stdout2 bb\n2 stderr1 E\n3 stderr2 F\n4 stdout3 c...\n"s);
    QCOMPARE(store.lineCount(), 5U);
    QCOMPARE(store.byteCount(kOut), 6U);
    QCOMPARE(store.byteCount(kErr), 4U);
    QCOMPARE(fileBytes(directory, "1.stdout"), "a\nbb\nc"s);
    QCOMPARE(fileBytes(directory, "1.stderr"), "E\nF\n"s);
}

void LineStoreTest::everySplitGivesTheSameLines()
{
    const std::string bytes = "one\n\nthree\nfour";
    for (std::size_t at = 0; at <= bytes.size(); ++at) {
        const QTemporaryDir directory;
        LineStore store = openStore(directory);
        store.append(kOut, bytes.substr(0, at), Time{});
        store.append(kOut, bytes.substr(at), Time{});
        QCOMPARE(text(store), "0 stdout1 one\n1 stdout2 \n2 stdout3 three\n3 stdout4 four...\n"s);
        QCOMPARE(fileBytes(directory, "1.stdout"), bytes);
    }
}

void LineStoreTest::lineGrowsUntilItsLineFeed()
{
    const QTemporaryDir directory;
    LineStore store = openStore(directory);
    store.append(kOut, "10%", Time{});
    QCOMPARE(text(store), "0 stdout1 10%...\n"s);
    store.append(kOut, "\r20%", Time{});
    QCOMPARE(text(store), "0 stdout1 10%\r20%...\n"s);
    store.append(kOut, "\n", Time{});
    QCOMPARE(text(store), "0 stdout1 10%\r20%\n"s);
}

void LineStoreTest::timeIsThatOfTheFirstByte()
{
    const QTemporaryDir directory;
    LineStore store = openStore(directory);
    store.append(kOut, "a", Time{1s});
    store.append(kOut, "b\nc\n", Time{2s});
    const auto lines = store.lines(0, 2);
    QCOMPARE(lines.size(), 2U);
    QVERIFY(lines[0].time == Time{1s});
    QVERIFY(lines[1].time == Time{2s});
}

void LineStoreTest::rawBytesAreStoredExactly()
{
    const QTemporaryDir directory;
    LineStore store = openStore(directory);
    const std::string bytes = "\0\n\xff\xfe\x80\n\x1b[31mred\r\n\0\0"s;
    store.append(kErr, bytes, Time{});
    QCOMPARE(fileBytes(directory, "1.stderr"), bytes);
    const auto lines = store.lines(0, 10);
    QCOMPARE(lines.size(), 4U);
    QCOMPARE(lines[0].bytes, "\0"s);
    QCOMPARE(lines[1].bytes, "\xff\xfe\x80"s);
    QCOMPARE(lines[3].bytes, "\0\0"s);
    QVERIFY(!lines[3].complete);
}

void LineStoreTest::onlyTheLinesAskedForAreRead()
{
    const QTemporaryDir directory;
    LineStore store = openStore(directory);
    store.append(kOut, "a\nb\nc\nd\n", Time{});
    QCOMPARE(text(store, 1, 2), "1 stdout2 b\n2 stdout3 c\n"s);
    QCOMPARE(text(store, 3, 100), "3 stdout4 d\n"s);
    QCOMPARE(text(store, 4, 1), ""s);
    QCOMPARE(text(store, ~std::uint64_t{0}, ~std::uint64_t{0}), ""s);
    QCOMPARE(text(store, 0, 0), ""s);
}

void LineStoreTest::numbersHoldOverManyChunks()
{
    const QTemporaryDir directory;
    LineStore store = openStore(directory);
    for (int i = 0; i < 5000; ++i) {
        store.append(i % 3 == 0 ? kErr : kOut, std::to_string(i) + "\n", Time{});
    }
    // Of the lines before 4095, 1365 are stderr's.
    QCOMPARE(text(store, 4095, 3),
             "4095 stderr1366 4095\n4096 stdout2731 4096\n4097 stdout2732 4097\n"s);
    QCOMPARE(text(store, 1023, 2), "1023 stderr342 1023\n1024 stdout683 1024\n"s);
}

void LineStoreTest::firstChangedTellsWhatGrew()
{
    const QTemporaryDir directory;
    LineStore store = openStore(directory);
    QCOMPARE(store.takeFirstChanged(), 0U);
    store.append(kOut, "a\nb", Time{});
    QCOMPARE(store.takeFirstChanged(), 0U);
    QCOMPARE(store.takeFirstChanged(), 2U);
    store.append(kErr, "E\n", Time{});
    QCOMPARE(store.takeFirstChanged(), 2U);
    store.append(kErr, "F\n", Time{});
    store.append(kOut, "\n", Time{});
    QCOMPARE(store.takeFirstChanged(), 1U);
}

void LineStoreTest::longLinesAreStoredWholeAndReadCut()
{
    const QTemporaryDir directory;
    LineStore store = openStore(directory);
    std::string bytes;
    bytes.resize(10'000'000, 'x');
    for (std::size_t at = 0; at < bytes.size(); at += 60000) {
        store.append(kOut, std::string_view{bytes}.substr(at, 60000), Time{});
    }
    store.append(kOut, "\nnext\n", Time{});
    QCOMPARE(store.lineCount(), 2U);
    QCOMPARE(store.lines(0, 1)[0].bytes.size(), 65536U);
    QCOMPARE(store.lines(1, 1)[0].bytes, "next"s);
    QVERIFY(fileBytes(directory, "1.stdout") == bytes + "\nnext\n");
}

void LineStoreTest::answersAreBounded()
{
    const QTemporaryDir directory;
    LineStore store = openStore(directory);
    for (int i = 0; i < 200; ++i) {
        store.append(kOut, std::string(65536, 'x') + "\n", Time{});
    }
    QCOMPARE(store.lines(0, 200).size(), 128U); // 8 MiB
    QCOMPARE(store.lines(128, 200).size(), 72U);
}

void LineStoreTest::filesAreOurs()
{
    const QTemporaryDir directory;
    const LineStore store = openStore(directory, 7);
    for (const char* name : {"7.stdout", "7.stderr"}) {
        const QFile file{directory.filePath(QString::fromLatin1(name))};
        QCOMPARE(file.permissions() & ~(QFile::ReadUser | QFile::WriteUser),
                 QFile::ReadOwner | QFile::WriteOwner);
    }
}

void LineStoreTest::takenNamesAndLinksAreRefused()
{
    const QTemporaryDir directory;
    const LineStore store = openStore(directory);
    const auto again = LineStore::open(directory.path().toStdString(), LaunchId{1});
    QVERIFY(!again.has_value());
    QCOMPARE(again.error().code, EEXIST);

    QVERIFY(QFile::link(directory.filePath(QStringLiteral("elsewhere")),
                        directory.filePath(QStringLiteral("2.stdout"))));
    QVERIFY(!LineStore::open(directory.path().toStdString(), LaunchId{2}).has_value());
    QVERIFY(!QFile::exists(directory.filePath(QStringLiteral("elsewhere"))));

    const auto nowhere = LineStore::open("/nonexistent", LaunchId{1});
    QVERIFY(!nowhere.has_value());
    QCOMPARE(nowhere.error().message, "create /nonexistent/1.stdout: No such file or directory"s);
}

void LineStoreTest::fullDiskGoesOnInMemoryAndIsToldOnce()
{
    const QTemporaryDir directory;
    LineStore store = openStore(directory);
    {
        const FileSizeLimit limit{10};
        store.append(kOut, "12345\n789012345\n", Time{});
        store.append(kErr, "err\n", Time{});
        store.append(kOut, "after\n", Time{});
    }
    store.append(kOut, "later\n", Time{});
    QCOMPARE(fileBytes(directory, "1.stdout"), "12345\n7890"s);
    QCOMPARE(
        text(store),
        "0 stdout1 12345\n1 stdout2 789012345\n2 stderr1 err\n3 stdout3 after\n4 stdout4 later\n"s);
    QCOMPARE(store.droppedBytes(), 0U);
    const auto error = store.takeError();
    QVERIFY(error.has_value());
    QCOMPARE(error->message, "store output: write: File too large"s);
    QVERIFY(!store.takeError().has_value());
}

void LineStoreTest::memoryKeepsTheLastBytesAndCountsTheRest()
{
    const QTemporaryDir directory;
    LineStore store = openStore(directory);
    const FileSizeLimit limit{0};
    const std::string piece = std::string(1023, 'x') + "\n";
    constexpr std::uint64_t kPieces = 32 * 1024; // 32 MiB
    for (std::uint64_t i = 0; i < kPieces; ++i) {
        store.append(kOut, piece, Time{});
    }
    store.append(kOut, "last", Time{});
    QCOMPARE(store.byteCount(kOut), kPieces * 1024 + 4);
    QVERIFY(store.droppedBytes() >= 12U * 1024 * 1024);
    QVERIFY(store.droppedBytes() <= 16U * 1024 * 1024 + 4);
    QCOMPARE(store.lines(kPieces, 1)[0].bytes, "last"s);
    QCOMPARE(store.lines(kPieces - 1, 1)[0].bytes, std::string(1023, 'x'));
    QCOMPARE(store.lines(0, 1)[0].bytes, ""s);
    QCOMPARE(store.lines(0, 1)[0].complete, true);
}

QTEST_GUILESS_MAIN(LineStoreTest)
#include "tst_line_store.moc"
