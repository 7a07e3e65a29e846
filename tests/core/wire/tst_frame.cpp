#include "core/wire/frame.h"

#include <QTest>

#include <random>
#include <vector>

using namespace tw;
using namespace std::string_literals;

namespace {

std::vector<std::string> drain(FrameReader& reader)
{
    std::vector<std::string> payloads;
    while (auto next = reader.next()) {
        if (!*next) {
            break;
        }
        payloads.push_back(**next);
    }
    return payloads;
}

} // namespace

class FrameTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lengthComesFirstInLittleEndian();
    void everySplitGivesTheSameFrames();
    void everyTruncationWaitsForMore();
    void aLengthOverTheLimitIsAnErrorThatStays();
    void theLongestFramePasses();
    void framesOfAllSizesInRandomPiecesComeBack();
};

void FrameTest::lengthComesFirstInLittleEndian()
{
    QCOMPARE(frame("abc"), "\3\0\0\0abc"s);
    QCOMPARE(frame(""), "\0\0\0\0"s);
    QCOMPARE(frame(std::string(0x010203, 'x')).substr(0, 5), "\3\2\1\0x"s);
}

void FrameTest::everySplitGivesTheSameFrames()
{
    const std::vector<std::string> expected{"first", "", "\0\n\xff"s, "last"};
    std::string stream;
    for (const std::string& payload : expected) {
        stream += frame(payload);
    }
    for (std::size_t a = 0; a <= stream.size(); ++a) {
        for (std::size_t b = a; b <= stream.size(); ++b) {
            FrameReader reader;
            std::vector<std::string> payloads;
            for (const std::string& piece :
                 {stream.substr(0, a), stream.substr(a, b - a), stream.substr(b)}) {
                reader.append(piece);
                for (std::string& payload : drain(reader)) {
                    payloads.push_back(std::move(payload));
                }
            }
            QVERIFY(payloads == expected);
            QVERIFY(!reader.hasPartialFrame());
        }
    }
}

void FrameTest::everyTruncationWaitsForMore()
{
    const std::string stream = frame("payload");
    for (std::size_t length = 0; length < stream.size(); ++length) {
        FrameReader reader;
        reader.append(std::string_view{stream}.substr(0, length));
        const auto next = reader.next();
        QVERIFY(next.has_value());
        QVERIFY(!next->has_value());
        QCOMPARE(reader.hasPartialFrame(), length > 0);
    }
}

void FrameTest::aLengthOverTheLimitIsAnErrorThatStays()
{
    FrameReader reader;
    reader.append(frame("good") + "\1\0\0\1"s); // 16 MiB + 1
    QVERIFY(reader.next().value() == "good"s);
    const auto next = reader.next();
    QVERIFY(!next.has_value());
    QCOMPARE(next.error().message,
             "read a frame: it announces 16777217 bytes, more than the limit of 16777216"s);
    reader.append(frame("after"));
    QVERIFY(!reader.next().has_value());
}

void FrameTest::theLongestFramePasses()
{
    const std::string payload(kFrameLimit, 'x');
    const std::string stream = frame(payload);
    FrameReader reader;
    reader.append(std::string_view{stream}.substr(0, stream.size() - 1));
    QVERIFY(!reader.next().value().has_value());
    reader.append(std::string_view{stream}.substr(stream.size() - 1));
    QVERIFY(reader.next().value() == payload);
}

void FrameTest::framesOfAllSizesInRandomPiecesComeBack()
{
    std::mt19937 random{7}; // NOLINT(cert-msc51-cpp): repeatable on purpose
    std::vector<std::string> expected;
    std::string stream;
    for (std::size_t i = 0; i < 300; ++i) {
        expected.emplace_back(i * i, static_cast<char>(i));
        stream += frame(expected.back());
    }
    FrameReader reader;
    std::vector<std::string> payloads;
    for (std::size_t at = 0; at < stream.size();) {
        const std::string piece = stream.substr(at, random() % 100000);
        at += piece.size();
        reader.append(piece);
        for (std::string& payload : drain(reader)) {
            payloads.push_back(std::move(payload));
        }
    }
    QVERIFY(payloads == expected);
}

QTEST_GUILESS_MAIN(FrameTest)
#include "tst_frame.moc"
