#include "corpus.h"
#include "trace_text.h"

#include <QTest>

namespace tw {

namespace {

const std::string kCorpus = TW_SOURCE_DIR "/../shared/corpus/";

std::string damage(std::string_view bytes, std::mt19937& random)
{
    auto lines = linesOf(bytes);
    std::uniform_int_distribution<std::size_t> anyLine{0, lines.size() - 1};
    constexpr int kChanges = 6;
    for (int i = 0; i < kChanges; ++i) {
        auto& line = lines[anyLine(random)];
        switch (random() % 4) {
        case 0:
            line = line.substr(0, line.size() / 2);
            break;
        case 1:
            line = line.substr(line.size() / 2);
            break;
        case 2:
            line = lines[anyLine(random)];
            break;
        default:
            std::swap(line, lines[anyLine(random)]);
        }
    }
    std::string damaged;
    for (const auto line : lines)
        damaged += std::string{line} + "\n";
    return damaged;
}

} // namespace

/// Scores the scanner on recorded outputs that a person marked. The corpus lies beside the project.
class CorpusTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void pythonTracesAreFoundAsMarked();
    void ordinaryOutputHasNoTraces();
    void piecesAndPausesChangeNothing();
    void damagedOutputIsSurvived();

private:
    std::vector<CorpusCase> m_marked;
    std::vector<CorpusCase> m_ordinary;
};

void CorpusTest::initTestCase()
{
    m_marked = readCorpus(kCorpus + "python");
    for (auto& sample : readCorpus(kCorpus + "mixed"))
        m_marked.push_back(std::move(sample));
    m_ordinary = readCorpus(kCorpus + "negative");
    if (m_marked.empty() || m_ordinary.empty())
        QSKIP("there is no corpus of traces beside the project");
}

void CorpusTest::pythonTracesAreFoundAsMarked()
{
    CorpusScore score{};
    for (const auto& sample : m_marked)
        score.add(sample, scan(sample.bytes));
    qInfo("%s", score.text().c_str());
    for (const auto& difference : score.differences)
        qDebug("%s", difference.c_str());
    QVERIFY(score.found >= 0.98 * score.expected);
    QVERIFY(score.headExact >= 0.97 * score.expected);
    QVERIFY(score.tailExact >= 0.92 * score.tails);
    QVERIFY(score.framesF1() >= 0.98);
    QVERIFY(score.relationsRight >= 0.95 * score.relations);
    QCOMPARE(score.unexpected, 0);
}

void CorpusTest::ordinaryOutputHasNoTraces()
{
    for (const auto& sample : m_ordinary)
        QCOMPARE(sample.name + "\n" + textOf(scan(sample.bytes)), sample.name + "\n");
}

void CorpusTest::piecesAndPausesChangeNothing()
{
    constexpr int kRounds = 10;
    std::mt19937 random{1};
    for (const auto& sample : m_marked)
        for (int round = 0; round < kRounds; ++round)
            QCOMPARE(textOf(scanInPieces(sample.bytes, random)), textOf(scan(sample.bytes)));
}

/// Lines lost, doubled, swapped and cut: what is found must still lie within the text.
void CorpusTest::damagedOutputIsSurvived()
{
    constexpr int kRounds = 20;
    std::mt19937 random{2};
    for (const auto& sample : m_marked)
        for (int round = 0; round < kRounds; ++round) {
            const auto damaged = damage(sample.bytes, random);
            const auto lines = linesOf(damaged).size();
            for (const auto& trace : scan(damaged)) {
                QVERIFY(trace.firstLine >= 1 && trace.firstLine <= trace.lastLine);
                QVERIFY(trace.lastLine <= lines);
            }
        }
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::CorpusTest)
#include "tst_corpus.moc"
