#include "ui/actions/action_table.h"
#include "ui/views/flat_scroll_bar.h"
#include "ui/views/icon.h"
#include "ui/views/look.h"

#include <QPainter>
#include <QTest>

using namespace tw;

class TestLook : public QObject
{
    Q_OBJECT

private:
    static bool isPainted(const QIcon& icon)
    {
        const QImage image = icon.pixmap(QSize(20, 20)).toImage();
        for (int x = 0; x < image.width(); ++x) {
            for (int y = 0; y < image.height(); ++y) {
                if (qAlpha(image.pixel(x, y)) > 128) {
                    return true;
                }
            }
        }
        return false;
    }

private Q_SLOTS:
    void everyStateCanBeRead_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void everyStateCanBeRead()
    {
        QFETCH(const bool, dark);
        const Theme theme = dark ? Theme::Dark : Theme::Light;
        const QPalette palette = themePalette(theme);
        QCOMPARE(themeOf(palette), theme);
        const QColor base = palette.color(QPalette::Base);
        const StateColors& colors = stateColors(theme);
        for (const QColor& color : {colors.running,
                                    colors.diskSleep,
                                    colors.stopped,
                                    colors.quiet,
                                    colors.failed,
                                    colors.accent,
                                    dimmed(palette),
                                    palette.color(QPalette::Text)}) {
            QVERIFY2(contrast(color, base) >= 4.5, qPrintable(color.name()));
        }
        const QColor text = palette.color(QPalette::HighlightedText);
        QVERIFY(contrast(text, palette.color(QPalette::Highlight)) >= 4.5);
        QVERIFY(contrast(palette.color(QPalette::Text), colors.bornRow) >= 4.5);
        QVERIFY(contrast(colors.failed, colors.endedRow) >= 4.0);
    }

    void scrollBarIsAllSliderAndPages()
    {
        QStyleOptionSlider bar;
        bar.orientation = Qt::Vertical;
        bar.rect = QRect(0, 0, 12, 200);
        bar.maximum = 300;
        bar.pageStep = 100;
        bar.sliderPosition = 300;
        QCOMPARE(scrollBarPart(bar, QStyle::SC_ScrollBarSlider), QRect(0, 150, 12, 50));
        QCOMPARE(scrollBarPart(bar, QStyle::SC_ScrollBarSubPage), QRect(0, 0, 12, 150));
        QVERIFY(scrollBarPart(bar, QStyle::SC_ScrollBarAddPage).isEmpty());
        QVERIFY(scrollBarPart(bar, QStyle::SC_ScrollBarAddLine).isEmpty());
        // Ten million rows leave a slider that can be hit.
        bar.maximum = 10'000'000;
        bar.sliderPosition = 0;
        QCOMPARE(scrollBarPart(bar, QStyle::SC_ScrollBarSlider), QRect(0, 0, 12, 32));
        bar.maximum = 0;
        QCOMPARE(scrollBarPart(bar, QStyle::SC_ScrollBarSlider), bar.rect);
    }

    void contrastIsThatOfWcag()
    {
        QCOMPARE(qRound(contrast(Qt::black, Qt::white)), 21);
        QCOMPARE(qRound(contrast(Qt::white, Qt::white)), 1);
        QCOMPARE(readable(Qt::yellow, Qt::white, Qt::black), QColor(Qt::black));
        QCOMPARE(readable(Qt::blue, Qt::white, Qt::black), QColor(Qt::blue));
    }

    void themesAreReadByName()
    {
        QCOMPARE(parseTheme(QStringLiteral("dark")), std::optional{Theme::Dark});
        QCOMPARE(parseTheme(QStringLiteral("light")), std::optional{Theme::Light});
        QVERIFY(!parseTheme(QStringLiteral("Dark")));
        QVERIFY(!parseTheme({}));
    }

    void everyIconIsDrawn()
    {
        for (const ActionRow& row : actionTable()) {
            if (*row.icon != '\0') {
                QVERIFY2(isPainted(icon(QLatin1String(row.icon))), row.icon);
            }
        }
        QVERIFY(isPainted(programIcon()));
    }

    void iconsTakeTheColourOfTheirText()
    {
        QImage image(16, 16, QImage::Format_ARGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        paintIcon(painter, image.rect(), QStringLiteral("state-running"), Qt::red);
        painter.end();
        QCOMPARE(image.pixelColor(8, 8), QColor(Qt::red));
    }
};

QTEST_MAIN(TestLook)
#include "tst_look.moc"
