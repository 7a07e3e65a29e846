#include "core/report/inert_text.h"
#include "tests/support/print_values.h"

namespace tw {

/// Text of others that must not act on a terminal.
class TestInertText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ordinaryTextIsKept();
    void controlsAreWrittenOut();
    void textThatTurnsDirectionIsWrittenOut();
    void bytesThatAreNoUtf8AreWrittenOut();
    void everyTruncationOfACharacterIsWrittenOut();
};

void TestInertText::ordinaryTextIsKept()
{
    for (const char* text :
         {"", "plain ~!", "grüße → 进程", "\xf0\x9f\x90\x8d", "\xf4\x8f\xbf\xbf"}) {
        QCOMPARE(inertText(text), std::string{text});
    }
}

void TestInertText::controlsAreWrittenOut()
{
    QCOMPARE(inertText("\x1b]0;title\x07"), std::string{"\\x1b]0;title\\x07"});
    QCOMPARE(inertText("a\nb\tc\rd\x7f"), std::string{"a\\x0ab\\x09c\\x0dd\\x7f"});
    QCOMPARE(inertText(std::string_view{"\0", 1}), std::string{"\\x00"});
    QCOMPARE(inertText("\xc2\x9b"
                       "31m"),
             std::string{"\\x9b31m"});
}

void TestInertText::textThatTurnsDirectionIsWrittenOut()
{
    QCOMPARE(inertText("a\xe2\x80\xae"
                       "b"),
             std::string{"a\\u202eb"});
    QCOMPARE(inertText("\xe2\x81\xa6"), std::string{"\\u2066"});
}

void TestInertText::bytesThatAreNoUtf8AreWrittenOut()
{
    QCOMPARE(inertText("a\xff\xfe"), std::string{"a\\xff\\xfe"});
    QCOMPARE(inertText("\xc0\xaf"), std::string{"\\xc0\\xaf"});                   // overlong
    QCOMPARE(inertText("\xe0\x80\xaf"), std::string{"\\xe0\\x80\\xaf"});          // overlong
    QCOMPARE(inertText("\xed\xa0\x80"), std::string{"\\xed\\xa0\\x80"});          // surrogate
    QCOMPARE(inertText("\xf4\x90\x80\x80"), std::string{"\\xf4\\x90\\x80\\x80"}); // too large
}

void TestInertText::everyTruncationOfACharacterIsWrittenOut()
{
    const std::string_view snake = "\xf0\x9f\x90\x8d";
    QCOMPARE(inertText(snake.substr(0, 1)), std::string{"\\xf0"});
    QCOMPARE(inertText(snake.substr(0, 2)), std::string{"\\xf0\\x9f"});
    QCOMPARE(inertText(snake.substr(0, 3)), std::string{"\\xf0\\x9f\\x90"});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestInertText)
#include "tst_inert_text.moc"
