#include "ui/models/shell_words.h"

#include <QTest>

using namespace tw;
using Words = std::vector<std::string>;

class TestShellWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsAreSplitAsAShellDoes()
    {
        QCOMPARE(splitShellWords("pytest -n 4").value(), (Words{"pytest", "-n", "4"}));
        QCOMPARE(splitShellWords("  a\t b\n").value(), (Words{"a", "b"}));
        QCOMPARE(splitShellWords("").value(), Words{});
        QCOMPARE(splitShellWords("sh -c 'a \"b\" \\n'").value(),
                 (Words{"sh", "-c", "a \"b\" \\n"}));
        QCOMPARE(splitShellWords("\"a\\\"b\" \"\\n\" \"\\$x\"").value(),
                 (Words{"a\"b", "\\n", "$x"}));
        QCOMPARE(splitShellWords("a\\ b c\\\nd").value(), (Words{"a b", "cd"}));
        QCOMPARE(splitShellWords("'' \"\" x''y").value(), (Words{"", "", "xy"}));
        QCOMPARE(splitShellWords("--name='a b'c").value(), (Words{"--name=a bc"}));
    }

    void openQuotesAreErrors()
    {
        QVERIFY(splitShellWords("a 'b").error().message.find("single quote") != std::string::npos);
        QVERIFY(splitShellWords("a \"b").error().message.find("double quote") != std::string::npos);
        QVERIFY(splitShellWords("a \\").error().message.find("backslash") != std::string::npos);
        QVERIFY(!splitShellWords("\"a\\").has_value());
    }

    void joinedWordsAreReadBack()
    {
        QCOMPARE(joinShellWords({"pytest", "-n", "4", "tests/"}),
                 std::string{"pytest -n 4 tests/"});
        QCOMPARE(joinShellWords({"a b", "", "it's"}), std::string{"'a b' '' 'it'\\''s'"});
        const Words odd{"a\nb", "$HOME", "`x`", "\\", "\"", "\xc3\xa9", "*", "~", "a'b\"c"};
        QCOMPARE(splitShellWords(joinShellWords(odd)).value(), odd);
    }
};

QTEST_GUILESS_MAIN(TestShellWords)
#include "tst_shell_words.moc"
