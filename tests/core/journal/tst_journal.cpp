#include "core/journal/journal_format.h"
#include "core/journal/journal_reader.h"
#include "core/journal/journal_writer.h"
#include "core/kernel/file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <vector>

#include <sys/resource.h>

using namespace tw;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

struct Loaded
{
    std::vector<Event> events{};
    std::uint64_t ignored{0};
    std::uint64_t unknown{0};
};

std::vector<Event> sampleEvents()
{
    return {
        Event{1,
              Time{1ns},
              TreeEvent{Launched{LaunchId{1}, ProcessKey{1}, Pid{9}, {"sh"}, "/", {}, ""}}},
        Event{2, Time{2ns}, TreeEvent{Forked{ProcessKey{2}, Pid{10}, ProcessKey{1}}}},
        Event{3, Time{3ns}, TreeEvent{Renamed{ProcessKey{2}, "\xff\0"s}}},
        Event{4, Time{4ns}, StopEnded{StopId{1}, {}}},
    };
}

class JournalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsComeBackInOrder();
    void formatIsAsWrittenDown();
    void journalIsOurs();
    void takenNameIsRefused();
    void everyTruncationKeepsTheRecordsBeforeIt();
    void everyFlippedByteKeepsTheRecordsBeforeIt();
    void hugeLengthIsATornTail();
    void unknownEventsArePassedOver();
    void recordThatIsNoEventEndsTheJournal();
    void otherFilesAreRefused();
    void fullDiskStopsTheJournalOnce();
    void manyEventsComeBack();

private:
    [[nodiscard]] std::string path(const char* name) const
    {
        return m_directory.filePath(QString::fromLatin1(name)).toStdString();
    }

    /// Writes a file of these bytes; its path.
    [[nodiscard]] std::string fileOf(const std::string& bytes) const
    {
        QFile file{m_directory.filePath(QStringLiteral("damaged"))};
        if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(bytes)) < 0) {
            qFatal("cannot write");
        }
        return file.fileName().toStdString();
    }

    [[nodiscard]] std::string write(const char* name, const std::vector<Event>& events) const
    {
        auto writer = JournalWriter::create(path(name)).value();
        for (const Event& event : events) {
            if (!writer.append(event)) {
                qFatal("cannot append");
            }
        }
        QFile file{m_directory.filePath(QString::fromLatin1(name))};
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string{};
    }

    static Result<Loaded> load(const std::string& path)
    {
        auto reader = JournalReader::open(path);
        if (!reader) {
            return tl::unexpected<Error>{reader.error()};
        }
        Loaded loaded;
        while (true) {
            auto event = reader->next();
            if (!event) {
                return tl::unexpected<Error>{event.error()};
            }
            if (!*event) {
                break;
            }
            loaded.events.push_back(**event);
        }
        loaded.ignored = reader->ignoredBytes();
        loaded.unknown = reader->unknownEvents();
        return loaded;
    }

    QTemporaryDir m_directory{};
};

/// Whether `events` are the first ones of the sample, and as many.
bool isPrefix(const std::vector<Event>& events, std::size_t count)
{
    std::vector<Event> expected = sampleEvents();
    expected.resize(count);
    return events == expected;
}

/// Where each record of the sample begins, and where the last one ends.
std::vector<std::size_t> recordStarts(const std::string& bytes)
{
    std::vector<std::size_t> starts{kJournalHeader.size()};
    while (starts.back() < bytes.size()) {
        starts.push_back(starts.back() + kRecordHeaderSize
                         + announcedLength(std::string_view{bytes}.substr(starts.back())));
    }
    return starts;
}

std::size_t recordsBefore(const std::vector<std::size_t>& starts, std::size_t at)
{
    std::size_t count = 0;
    while (count + 1 < starts.size() && starts[count + 1] <= at) {
        ++count;
    }
    return count;
}

/// Whether all records before the damage at `at` were read, and the rest of `size` bytes ignored.
bool isWholeUpTo(const Loaded& loaded,
                 const std::vector<std::size_t>& starts,
                 std::size_t at,
                 std::size_t size)
{
    const std::size_t whole = recordsBefore(starts, at);
    return isPrefix(loaded.events, whole) && loaded.ignored == size - starts[whole];
}

} // namespace

void JournalTest::eventsComeBackInOrder()
{
    (void)write("order", sampleEvents());
    const auto loaded = load(path("order")).value();
    QVERIFY(loaded.events == sampleEvents());
    QCOMPARE(loaded.ignored, 0U);

    (void)write("empty", {});
    QVERIFY(load(path("empty")).value().events.empty());
}

void JournalTest::formatIsAsWrittenDown()
{
    const Event event{1, Time{2ns}, TreeEvent{Forked{ProcessKey{2}, Pid{4711}, ProcessKey{1}}}};
    const std::string bytes = write("format", {event});
    // Not to be changed: journals with these bytes exist.
    QCOMPARE(QByteArray::fromStdString(bytes.substr(21)).toHex(),
             QByteArray{"14000000"
                        "fb82d698"
                        "08011102000000000000005a07080210e7241801"});
    QCOMPARE(bytes.substr(0, 21), "treewarden journal 1\n"s);
}

void JournalTest::journalIsOurs()
{
    (void)write("ours", {});
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther
                        | QFile::ExeOwner;
    QVERIFY((QFile::permissions(QString::fromStdString(path("ours"))) & others) == 0);
}

void JournalTest::takenNameIsRefused()
{
    const std::string bytes = write("taken", sampleEvents());
    const auto again = JournalWriter::create(path("taken"));
    QVERIFY(!again.has_value());
    QCOMPARE(again.error().code, EEXIST);
    QVERIFY(load(path("taken")).value().events == sampleEvents());
}

void JournalTest::everyTruncationKeepsTheRecordsBeforeIt()
{
    const std::string bytes = write("whole", sampleEvents());
    const auto starts = recordStarts(bytes);
    QCOMPARE(starts.size(), 5U);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const auto loaded = load(fileOf(bytes.substr(0, length)));
        QCOMPARE(loaded.has_value(), length >= kJournalHeader.size());
        QVERIFY2(!loaded || isWholeUpTo(*loaded, starts, length, length),
                 std::to_string(length).c_str());
    }
}

void JournalTest::everyFlippedByteKeepsTheRecordsBeforeIt()
{
    const std::string bytes = write("flipped", sampleEvents());
    const auto starts = recordStarts(bytes);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
            const auto loaded = load(fileOf(damaged));
            QCOMPARE(loaded.has_value(), at >= kJournalHeader.size());
            QVERIFY2(!loaded || isWholeUpTo(*loaded, starts, at, bytes.size()),
                     std::to_string(at).c_str());
        }
    }
}

void JournalTest::hugeLengthIsATornTail()
{
    const std::string bytes = write("huge", sampleEvents());
    for (const std::string& length : {"\xff\xff\xff\xff"s, "\0\0\0\1"s, "\xff\xff\xff\0"s}) {
        const auto loaded = load(fileOf(bytes + length + "1234"s)).value();
        QVERIFY(loaded.events == sampleEvents());
        QCOMPARE(loaded.ignored, 8U);
    }
}

void JournalTest::unknownEventsArePassedOver()
{
    const std::string bytes = write("newer", sampleEvents());
    const std::string newer = "\x08\x05\xa2\x38\x02\x08\x01"s; // event 5 with an unknown body
    const std::string known = bytes.substr(kJournalHeader.size());
    const auto loaded = load(fileOf(bytes + recordHeader(newer) + newer + known)).value();
    QCOMPARE(loaded.events.size(), 8U);
    QCOMPARE(loaded.unknown, 1U);
    QCOMPARE(loaded.ignored, 0U);
}

void JournalTest::recordThatIsNoEventEndsTheJournal()
{
    const std::string bytes = write("garbage", sampleEvents());
    const auto loaded = load(fileOf(bytes + recordHeader("\xff") + "\xff")).value();
    QVERIFY(loaded.events == sampleEvents());
    QCOMPARE(loaded.ignored, 9U);
}

void JournalTest::otherFilesAreRefused()
{
    QVERIFY(!load(path("missing")).has_value());
    QVERIFY(!load(m_directory.path().toStdString()).has_value());
    const auto newer = load(fileOf("treewarden journal 2\n"));
    QVERIFY(!newer.has_value());
    QVERIFY(newer.error().message.ends_with("not a journal that this program knows"));
    QVERIFY(
        QFile::link(QString::fromStdString(path("order")), QString::fromStdString(path("link"))));
    QCOMPARE(load(path("link")).error().code, ELOOP);
}

void JournalTest::fullDiskStopsTheJournalOnce()
{
    auto* const before = ::signal(SIGXFSZ, SIG_IGN);
    rlimit unlimited{};
    ::getrlimit(RLIMIT_FSIZE, &unlimited);
    auto writer = JournalWriter::create(path("full")).value();
    QVERIFY(writer.append(sampleEvents()[0]).has_value());
    const rlimit limit{fileSize(openForReading(path("full")).value()).value() + 10,
                       unlimited.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto failed = writer.append(sampleEvents()[1]);
    ::setrlimit(RLIMIT_FSIZE, &unlimited);
    ::signal(SIGXFSZ, before);

    QVERIFY(!failed.has_value());
    QCOMPARE(failed.error().message, "write " + path("full") + ": File too large");
    QVERIFY(writer.isStopped());
    QVERIFY(writer.append(sampleEvents()[2]).has_value()); // told once
    const auto loaded = load(path("full")).value();
    QVERIFY(isPrefix(loaded.events, 1));
    QCOMPARE(loaded.ignored, 10U);
}

void JournalTest::manyEventsComeBack()
{
    auto writer = JournalWriter::create(path("many")).value();
    constexpr std::uint64_t kCount = 20000;
    for (std::uint64_t i = 1; i <= kCount; ++i) {
        const std::string name(i % 500, 'x');
        QVERIFY(
            writer.append(Event{i, Time{}, TreeEvent{Renamed{ProcessKey{i}, name}}}).has_value());
    }
    const auto loaded = load(path("many")).value();
    QCOMPARE(loaded.events.size(), kCount);
    for (std::uint64_t i = 0; i < kCount; ++i) {
        QCOMPARE(loaded.events[i].sequence, i + 1);
    }
    QCOMPARE(loaded.ignored, 0U);
}

QTEST_GUILESS_MAIN(JournalTest)
#include "tst_journal.moc"
