#include "ui/views/find_bar.h"
#include "ui/views/log_colors.h"
#include "ui/views/log_row_style.h"
#include "ui/views/look.h"
#include "ui/views/trace_html.h"

#include <QTest>

using namespace tw;

namespace {

QPalette paletteOn(QRgb base, QRgb text)
{
    QPalette palette;
    palette.setColor(QPalette::Base, QColor(base));
    palette.setColor(QPalette::Text, QColor(text));
    palette.setColor(QPalette::Highlight, QColor(0xff308cc6));
    palette.setColor(QPalette::Link, QColor(0xff0b62d6));
    return palette;
}

LogColors lightColors()
{
    return logColors(paletteOn(0xffffffff, 0xff1f2328));
}

Line lineOf(const std::string& bytes)
{
    Line line;
    line.bytes = bytes;
    return line;
}

} // namespace

class LogRowStyleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyColourCanBeRead_data()
    {
        QTest::addColumn<QPalette>("palette");
        QTest::newRow("light") << paletteOn(0xffffffff, 0xff1f2328);
        QTest::newRow("dark") << paletteOn(0xff1b1e23, 0xffe3e6ea);
    }

    void everyColourCanBeRead()
    {
        QFETCH(const QPalette, palette);
        const LogColors colors = logColors(palette);
        for (int index = 0; index < 256; ++index) {
            const Line line = lineOf("\x1b[38;5;" + std::to_string(index) + "mx");
            LogRow row;
            row.line = &line;
            const StyledRow styled = styleRow(row, colors, {});
            QCOMPARE(styled.formats.size(), 1);
            const QColor shown = styled.formats.first().format.foreground().color();
            QVERIFY2(contrast(shown, colors.base) >= 4.5, qPrintable(QString::number(index)));
        }
        QVERIFY(contrast(colors.muted, colors.base) >= 4.5);
        QVERIFY(contrast(colors.failed, colors.base) >= 4.5);
        QVERIFY(contrast(colors.accent, colors.base) >= 4.5);
        QVERIFY(contrast(colors.text, colors.selected) >= 4.5);
        QVERIFY(contrast(colors.text, colors.found) >= 4.5);
    }

    void textOnItsOwnGroundCanBeRead()
    {
        const Line line = lineOf("\x1b[33;43mx");
        LogRow row;
        row.line = &line;
        const QTextCharFormat format = styleRow(row, lightColors(), {}).formats.first().format;
        QVERIFY(contrast(format.foreground().color(), format.background().color()) >= 4.5);
    }

    void recordBeginsWithABoldVerb()
    {
        const LogRecord record{{}, {}, {}, QStringLiteral("Kill Tree → pytest 4711: ended"), {}};
        LogRow row;
        row.record = &record;
        const StyledRow styled = styleRow(row, lightColors(), {});
        QCOMPARE(styled.text, record.text);
        QCOMPARE(styled.formats.first().length, 9);
        QCOMPARE(styled.formats.first().format.fontWeight(), static_cast<int>(QFont::Bold));
        QCOMPARE(verbLength(QStringLiteral("no arrow")), 0);
    }

    void lineThatWasCutSaysSo()
    {
        const Line line = lineOf(std::string(LinePages::kLineLimit, 'x'));
        LogRow row;
        row.line = &line;
        QVERIFY(styleRow(row, lightColors(), {})
                    .text.endsWith(QStringLiteral("64 KiB of it are shown")));
    }

    void everyMatchIsMarked()
    {
        const Line line = lineOf("Ab ab aB");
        LogRow row;
        row.line = &line;
        QCOMPARE(styleRow(row, lightColors(), {QStringLiteral("ab"), Qt::CaseInsensitive})
                     .formats.size(),
                 3);
        QCOMPARE(
            styleRow(row, lightColors(), {QStringLiteral("ab"), Qt::CaseSensitive}).formats.size(),
            1);
    }

    void lineThatIsNotHereIsAnEllipsis()
    {
        QCOMPARE(styleRow({}, lightColors(), {}).text, QStringLiteral("…"));
        LogRow missing;
        missing.isMissing = true;
        QCOMPARE(styleRow(missing, lightColors(), {}).text,
                 QStringLiteral("this line is not kept any more"));
    }

    void countIsSaidAsFarAsItIsKnown()
    {
        QCOMPARE(findCountText(3, 17, true, 100), QStringLiteral("3 of 17"));
        QCOMPARE(findCountText(0, 0, true, 100), QStringLiteral("No matches"));
        QCOMPARE(findCountText(0, 5, false, 42), QStringLiteral("5 so far, 42 %"));
    }

    void traceIsReadWithItsLinks()
    {
        Trace trace;
        trace.type = "ValueError";
        trace.message = "<b>bad</b>";
        trace.frames
            = {{"work", "/src/a b.py", 33, 0}, {"run", "/usr/lib/python3.11/threading.py", 9, 0}};
        const QString html = traceHtml(trace, lightColors());
        QVERIFY(html.contains(QStringLiteral("&lt;b&gt;bad&lt;/b&gt;")));
        QVERIFY(html.contains(QStringLiteral("href=\"source:/src/a%20b.py#33\"")));
        QCOMPARE(html.count(QStringLiteral("href=")), 1);
        QCOMPARE(sourcePlace(QUrl(QStringLiteral("source:/src/a%20b.py#33"))),
                 (SourcePlace{QStringLiteral("/src/a b.py"), 33}));
    }
};

QTEST_MAIN(LogRowStyleTest)
#include "tst_log_row_style.moc"
