#include "trace_text.h"

#include <QTest>

#include <algorithm>
#include <filesystem>
#include <functional>

namespace tw {

namespace {

const std::string kFolder = TW_SOURCE_DIR "/tests/data/traces/";

struct Fixture
{
    std::string name{};
    std::string bytes{};
    std::string expected{};
};

std::vector<Fixture> readFixtures()
{
    std::vector<Fixture> fixtures;
    for (const auto& entry : std::filesystem::directory_iterator{kFolder}) {
        auto path = entry.path();
        if (path.extension() != ".txt")
            continue;
        Fixture fixture{};
        fixture.name = path.stem().string();
        fixture.bytes = readBytes(path.string());
        fixture.expected = readBytes(path.replace_extension(".expected").string());
        fixtures.push_back(std::move(fixture));
    }
    std::sort(fixtures.begin(), fixtures.end(), [](const auto& a, const auto& b) {
        return a.name < b.name;
    });
    return fixtures;
}

using LineChange = std::function<std::string(std::string_view line, std::size_t index)>;

std::string changeLines(std::string_view bytes, const LineChange& change)
{
    std::string changed;
    std::size_t index = 0;
    for (const auto line : linesOf(bytes))
        changed += change(line, index++) + "\n";
    return changed;
}

/// "%" stands for a number that grows from line to line.
std::string prefixAt(std::string_view pattern, std::size_t index)
{
    std::string prefix;
    for (const char c : pattern)
        prefix += c == '%' ? std::to_string(10 + index % 50) : std::string(1, c);
    return prefix;
}

} // namespace

/// Real outputs of CPython 2.7 to 3.13 with the traces in them, as text.
class TraceFixturesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachGrammarIsRead_data();
    void eachGrammarIsRead();
    void piecesAndPausesChangeNothing();
    void prefixesOfToolsChangeNothing_data();
    void prefixesOfToolsChangeNothing();
    void whatTerminalsAddChangesNothing_data();
    void whatTerminalsAddChangesNothing();
    void twoWritersWithPrefixesAreKeptApart();

private:
    void compareAll(const LineChange& change) const;

    std::vector<Fixture> m_fixtures;
};

void TraceFixturesTest::initTestCase()
{
    m_fixtures = readFixtures();
    QVERIFY(m_fixtures.size() >= 30);
}

void TraceFixturesTest::eachGrammarIsRead_data()
{
    QTest::addColumn<std::size_t>("index");
    for (std::size_t i = 0; i < m_fixtures.size(); ++i)
        QTest::newRow(m_fixtures[i].name.c_str()) << i;
}

void TraceFixturesTest::eachGrammarIsRead()
{
    QFETCH(std::size_t, index);
    QCOMPARE(textOf(scan(m_fixtures[index].bytes)), m_fixtures[index].expected);
}

void TraceFixturesTest::piecesAndPausesChangeNothing()
{
    std::mt19937 random{7};
    for (const auto& fixture : m_fixtures)
        QCOMPARE(textOf(scanInPieces(fixture.bytes, random)), fixture.expected);
}

void TraceFixturesTest::compareAll(const LineChange& change) const
{
    for (const auto& fixture : m_fixtures) {
        const auto changed = changeLines(fixture.bytes, change);
        QCOMPARE(fixture.name + "\n" + textOf(scan(changed)),
                 fixture.name + "\n" + fixture.expected);
    }
}

void TraceFixturesTest::prefixesOfToolsChangeNothing_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::newRow("docker compose") << QByteArray{"web-1  | "};
    QTest::newRow("foreman") << QByteArray{"\x1b[36m13:00:% web.1  |\x1b[0m "};
    QTest::newRow("kubectl") << QByteArray{"[pod/web-7d9f-x2/app] "};
    QTest::newRow("CRI log") << QByteArray{"2026-11-22T13:00:%.123456789Z stderr F "};
    QTest::newRow("syslog") << QByteArray{"Nov 22 13:00:% host prog[4242]: "};
    QTest::newRow("time of day") << QByteArray{"13:%:%.123 "};
    QTest::newRow("kernel time") << QByteArray{"[   %.123456] "};
    QTest::newRow("xdist") << QByteArray{"[gw3] "};
    QTest::newRow("mpirun") << QByteArray{"[1,10]<stderr>:"};
    QTest::newRow("parallel") << QByteArray{"two\t"};
    QTest::newRow("logging") << QByteArray{"ERROR:root:"};
    QTest::newRow("buildkit") << QByteArray{"#12 0.%7 "};
}

void TraceFixturesTest::prefixesOfToolsChangeNothing()
{
    QFETCH(QByteArray, pattern);
    compareAll([&](std::string_view line, std::size_t index) {
        return prefixAt(pattern.toStdString(), index) + std::string{line};
    });
}

void TraceFixturesTest::whatTerminalsAddChangesNothing_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("colour") << QByteArray{"\x1b[1;31m"} << QByteArray{"\x1b[0m"};
    QTest::newRow("link") << QByteArray{"\x1b]8;;file:///x\x1b\\"} << QByteArray{"\x1b]8;;\x07"};
    QTest::newRow("carriage return") << QByteArray{} << QByteArray{"\r"};
    QTest::newRow("cleared line") << QByteArray{"50% |##  |\r\x1b[K"} << QByteArray{"\x1b[K"};
    QTest::newRow("NUL") << QByteArray{"\0", 1} << QByteArray{"\0\0", 2};
}

void TraceFixturesTest::whatTerminalsAddChangesNothing()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    compareAll([&](std::string_view line, std::size_t) {
        return before.toStdString() + std::string{line} + after.toStdString();
    });
}

void TraceFixturesTest::twoWritersWithPrefixesAreKeptApart()
{
    for (const auto& fixture : m_fixtures) {
        const auto doubled = changeLines(fixture.bytes, [](std::string_view line, std::size_t) {
            return "a.1 | " + std::string{line} + "\na.2 | " + std::string{line};
        });
        const auto found = scan(doubled);
        QCOMPARE(found.size(), 2 * scan(fixture.bytes).size());
        for (const auto& trace : found) {
            const auto isOdd = trace.firstLine % 2;
            QCOMPARE(trace.lastLine % 2, isOdd);
        }
    }
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TraceFixturesTest)
#include "tst_trace_fixtures.moc"
