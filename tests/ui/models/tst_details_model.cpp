#include "tests/support/details_text.h"
#include "ui/models/details_filter.h"
#include "ui/models/details_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace tw;

namespace {

/// A section of rows with one cell of name and value each: "a=1 b=2".
DetailsSection section(const QString& title, const QString& rows)
{
    DetailsSection made;
    made.title = title;
    made.isFixed = {true, true};
    for (const QString& word : rows.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const QString name = word.section(u'=', 0, 0);
        made.rows.push_back({name,
                             {name, word.section(u'=', 1)},
                             DetailsTone::Normal,
                             name.startsWith(QLatin1Char('K'))});
    }
    made.count = made.rows.size();
    return made;
}

/// A model and all that it told.
struct Fixture
{
    DetailsModel model{};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QSignalSpy resets{&model, &QAbstractItemModel::modelReset};
    QSignalSpy inserted{&model, &QAbstractItemModel::rowsInserted};
    QSignalSpy removed{&model, &QAbstractItemModel::rowsRemoved};
    QSignalSpy changed{&model, &QAbstractItemModel::dataChanged};

    explicit Fixture(const QString& rows)
    {
        model.setContent({section(QStringLiteral("One"), QStringLiteral("x=1")),
                          section(QStringLiteral("Two"), rows)});
        resets.clear();
    }

    void refresh(const QString& rows)
    {
        model.setContent({section(QStringLiteral("One"), QStringLiteral("x=1")),
                          section(QStringLiteral("Two"), rows)});
    }

    [[nodiscard]] QModelIndex row(int number) const
    {
        return model.index(number, 0, model.index(1, 0));
    }

    /// The rows of the second section.
    [[nodiscard]] QString rows() const
    {
        QStringList words;
        for (int at = 0; at < model.rowCount(model.index(1, 0)); ++at) {
            words << row(at).data().toString();
        }
        return words.join(QLatin1Char('|'));
    }
};

} // namespace

class TestDetailsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameContentTellsNothing()
    {
        Fixture fixture(QStringLiteral("a=1 b=2"));
        fixture.refresh(QStringLiteral("a=1 b=2"));
        QCOMPARE(fixture.changed.count() + fixture.inserted.count() + fixture.removed.count(), 0);
        QCOMPARE(fixture.resets.count(), 0);
    }

    void onlyWhatChangedIsTold()
    {
        Fixture fixture(QStringLiteral("a=1 b=2 c=3 d=4"));
        fixture.refresh(QStringLiteral("a=1 b=7 c=8 d=4"));
        QCOMPARE(fixture.changed.count(), 1);
        QCOMPARE(fixture.changed.front().at(0).toModelIndex().row(), 1);
        QCOMPARE(fixture.changed.front().at(1).toModelIndex().row(), 2);
        QCOMPARE(fixture.rows(), QStringLiteral("a  1|b  7|c  8|d  4"));
    }

    void rowsComeAndGo_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<int>("insertions");
        QTest::addColumn<int>("removals");
        const auto add = [](const char* before, const char* after, int insertions, int removals) {
            QTest::addRow("%s to %s", before, after)
                << QString::fromUtf8(before) << QString::fromUtf8(after) << insertions << removals;
        };
        add("", "a=1 b=2", 1, 0);
        add("a=1 b=2", "", 0, 1);
        add("b=2", "a=1 b=2", 1, 0);
        add("a=1", "a=1 b=2 c=3", 1, 0);
        add("a=1 c=3", "a=1 b=2 c=3", 1, 0);
        add("a=1 b=2 c=3", "a=1 c=3", 0, 1);
        add("a=1 b=2 c=3 d=4", "b=2 d=4", 0, 2);
        add("a=1 b=2 c=3", "x=0 b=2 y=9", 2, 2);
        add("a=1 b=2", "c=3 d=4", 1, 1);
        add("a=1 b=2", "b=2 a=1", 1, 1); // another order: all of them again
    }
    void rowsComeAndGo()
    {
        QFETCH(const QString, before);
        QFETCH(const QString, after);
        QFETCH(const int, insertions);
        QFETCH(const int, removals);
        Fixture fixture(before);
        fixture.refresh(after);
        const QString bars = QString(after).replace(QLatin1Char(' '), QLatin1Char('|'));
        QCOMPARE(fixture.rows(), QString(bars).replace(QLatin1Char('='), QLatin1String("  ")));
        QCOMPARE(fixture.inserted.count(), insertions);
        QCOMPARE(fixture.removed.count(), removals);
        QCOMPARE(fixture.resets.count(), 0);
    }

    void selectionStaysWithItsRow()
    {
        Fixture fixture(QStringLiteral("b=2 d=4"));
        const QPersistentModelIndex chosen = fixture.row(1);
        fixture.refresh(QStringLiteral("a=1 b=2 c=3 d=5 e=6"));
        QCOMPARE(chosen.data().toString(), QStringLiteral("d  5"));
        QCOMPARE(chosen.row(), 3);
        fixture.refresh(QStringLiteral("d=5"));
        QCOMPARE(chosen.row(), 0);
    }

    void countIsInTheTitle()
    {
        Fixture fixture(QStringLiteral("a=1"));
        QCOMPARE(fixture.model.index(1, 0).data().toString(), QStringLiteral("Two 1"));
        fixture.refresh(QStringLiteral("a=1 b=2"));
        QCOMPARE(fixture.model.index(1, 0).data().toString(), QStringLiteral("Two 2"));
        QCOMPARE(fixture.changed.count(), 1);
    }

    void otherSectionsAreAReset()
    {
        Fixture fixture(QStringLiteral("a=1"));
        fixture.model.setContent({section(QStringLiteral("Record"), QStringLiteral("s=0"))});
        QCOMPARE(fixture.resets.count(), 1);
        QCOMPARE(shownText(fixture.model), QStringLiteral("Record 1\n  s  0\n"));
    }

    void secretsAreHiddenUntilAskedFor()
    {
        Fixture fixture(QStringLiteral("K1=abc K2=def z=1"));
        QVERIFY(fixture.model.hasSecrets());
        QVERIFY(!fixture.rows().contains(QStringLiteral("abc")));
        QVERIFY(fixture.row(0).data(DetailsModel::HiddenRole).toBool());
        QVERIFY(!fixture.row(2).data(DetailsModel::HiddenRole).toBool());
        fixture.model.reveal(fixture.row(0));
        QVERIFY(fixture.rows().startsWith(QStringLiteral("K1  abc|K2  ••••")));
        // Stays so with new values, and is hidden again for another process.
        fixture.refresh(QStringLiteral("K1=new K2=def z=1"));
        QVERIFY(fixture.rows().startsWith(QStringLiteral("K1  new|K2  ••••")));
        fixture.model.setAllRevealed(true);
        QCOMPARE(fixture.rows(), QStringLiteral("K1  new|K2  def|z  1"));
        fixture.model.setAllRevealed(false);
        QVERIFY(!fixture.rows().contains(QStringLiteral("new")));
        fixture.model.setAllRevealed(true);
        fixture.model.clear();
        fixture.refresh(QStringLiteral("K1=abc"));
        QVERIFY(!fixture.rows().contains(QStringLiteral("abc")));
    }

    void filterKeepsTheSectionsOfItsRows()
    {
        Fixture fixture(QStringLiteral("apple=1 berry=2 K=apple"));
        DetailsFilter filter;
        const QAbstractItemModelTester tester(&filter);
        filter.setSourceModel(&fixture.model);
        filter.setText(QStringLiteral("  APP "));
        QCOMPARE(shownText(filter), QStringLiteral("Two 3\n  apple  1\n")); // not what is hidden
        filter.setText(QStringLiteral("one"));
        QCOMPARE(shownText(filter), QStringLiteral("One 1\n  x  1\n"));
        filter.setText(QStringLiteral("nothing of the kind"));
        QCOMPARE(shownText(filter), QString{});
        filter.setText(QString{});
        QCOMPARE(filter.rowCount(), 2);
    }
};

QTEST_GUILESS_MAIN(TestDetailsModel)
#include "tst_details_model.moc"
