#include "ui/models/ansi_line.h"

#include <QTest>

using namespace tw;

namespace {

QString colorText(const AnsiColor& color)
{
    if (color.isIndexed)
        return QString::number(color.index);
    return QStringLiteral("#%1/%2/%3").arg(color.red).arg(color.green).arg(color.blue);
}

/// "one[bold fg1]two": the plain parts as they are, the others behind what they want.
QString textOf(const AnsiLine& line)
{
    QString text;
    qsizetype at = 0;
    for (const AnsiRun& run : line.runs) {
        text += line.text.mid(at, run.start - at);
        QStringList words;
        const AnsiStyle& style = run.style;
        for (const auto& [isSet, word] : {std::pair(style.bold, "bold"),
                                          std::pair(style.dim, "dim"),
                                          std::pair(style.italic, "italic"),
                                          std::pair(style.underline, "underline"),
                                          std::pair(style.inverse, "inverse"),
                                          std::pair(style.struckOut, "struck")}) {
            if (isSet)
                words += QLatin1String(word);
        }
        if (style.foreground)
            words += QStringLiteral("fg") + colorText(*style.foreground);
        if (style.background)
            words += QStringLiteral("bg") + colorText(*style.background);
        text += QStringLiteral("[%1]{%2}")
                    .arg(words.join(u' '), line.text.mid(run.start, run.length));
        at = run.start + run.length;
    }
    return text + line.text.mid(at);
}

} // namespace

class AnsiLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesBecomeTextAndRuns_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");

        const auto row = [](const char* name, const QByteArray& bytes, const char* expected) {
            QTest::newRow(name) << bytes << QString::fromUtf8(expected);
        };
        row("plain", "hello", "hello");
        row("empty", "", "");
        row("named colour", "a\x1b[31mred\x1b[0mb", "a[fg1]{red}b");
        row("bright colour", "\x1b[92mok\x1b[39m.", "[fg10]{ok}.");
        row("background", "\x1b[41;107mx", "[bg15]{x}");
        row("palette of 256", "\x1b[38;5;208mx\x1b[48;5;16my", "[fg208]{x}[fg208 bg16]{y}");
        row("true colour", "\x1b[38;2;1;2;3mx", "[fg#1/2/3]{x}");
        row("colons", "\x1b[38:5:9mx", "[fg9]{x}");
        row("attributes",
            "\x1b[1;3;4;7;9mx\x1b[22;23;24;27;29my",
            "[bold italic underline inverse struck]{x}y");
        row("dim", "\x1b[2mx\x1b[22my", "[dim]{x}y");
        row("empty parameters reset", "\x1b[1mx\x1b[my", "[bold]{x}y");
        row("out of range is skipped", "\x1b[38;5;999mx", "x");
        row("equal neighbours are one run", "\x1b[1mx\x1b[1my", "[bold]{xy}");
        row("cursor movement never acts", "a\x1b[2Jb\x1b[10;5Hc", "abc");
        row("private sequence is no rendition", "\x1b[?25l\x1b[>4;2mx", "x");
        row("window title never acts",
            "\x1b]0;title\x07x\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\",
            "xlink");
        row("title without end hides nothing", "\x1b]0;title", "0;title");
        row("cut off at the end", "x\x1b", "x");
        row("cut off in the parameters", "x\x1b[31", "x");
        row("character set is left out", "\x1b(Bx", "x");
        row("control characters are seen", QByteArray("a\0b\x07\x7f", 5), "a^@b^G^?");
        row("carriage return at the end is no character", "a\rb\r", "a^Mb");
        row("tabs go to the next stop", "a\tb\t", "a       b       ");
        row("not UTF-8", "a\xff\xfe", "a\xef\xbf\xbd\xef\xbf\xbd");
        row("eight bit controls",
            "a\xc2\x9b"
            "31mb",
            "a\xef\xbf\xbd"
            "31mb");
        row("text cannot be turned around",
            "a\xe2\x80\xae"
            "b",
            "a\xef\xbf\xbd"
            "b");
        row("UTF-8", "\xe4\xbd\xa0\xe5\xa5\xbd", "你好");
    }

    void bytesBecomeTextAndRuns()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, expected);
        QCOMPARE(textOf(layoutAnsi(bytes)), expected);
    }

    void onlyNarrowCharactersAreUniform()
    {
        QVERIFY(layoutAnsi("caf\xc3\xa9").isUniform);
        QVERIFY(!layoutAnsi("\xe4\xbd\xa0").isUniform);
    }

    void everyCutOfALineIsReadWithoutHarm()
    {
        const QByteArray bytes("\x1b[1;38;2;9;9;9mx\x1b]0;t\x07\xe4\xbd\xa0\x1b[0my");
        for (qsizetype length = 0; length <= bytes.size(); ++length) {
            const AnsiLine line = layoutAnsi(QByteArrayView(bytes).first(length));
            for (const AnsiRun& run : line.runs)
                QVERIFY(run.start >= 0 && run.start + run.length <= line.text.size());
            QVERIFY(!line.text.contains(QChar(0x1b)));
        }
    }
};

QTEST_GUILESS_MAIN(AnsiLineTest)
#include "tst_ansi_line.moc"
