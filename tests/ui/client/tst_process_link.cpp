#include "ui/client/process_link.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace tw;

class TestProcessLink : public QObject
{
    Q_OBJECT

    static QString endOf(const QString& script)
    {
        ProcessLink link(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), script});
        QSignalSpy closed(&link, &AgentLink::closed);
        link.open();
        return closed.wait(10000) ? closed[0][0].toString() : QStringLiteral("(still open)");
    }

private Q_SLOTS:
    void bytesGoBothWays()
    {
        ProcessLink link(QStringLiteral("/bin/cat"), {});
        QByteArray received;
        connect(&link, &AgentLink::bytesReceived, this, [&](const QByteArray& bytes) {
            received += bytes;
        });
        link.open();
        link.write(std::string_view{"a\0b\xff", 4});
        QTRY_COMPARE(received, QByteArray("a\0b\xff", 4));
    }

    void anEndIsToldWithItsStatusAndLastWords()
    {
        QCOMPARE(endOf(QStringLiteral("echo no cgroups here >&2; exit 3")),
                 QStringLiteral("sh ended with exit 3: no cgroups here"));
        QCOMPARE(endOf(QStringLiteral("kill -9 $$")),
                 QStringLiteral("sh was ended by SIGKILL (9)"));
    }

    void aMissingProgramIsNamed()
    {
        ProcessLink link(QStringLiteral("/nonexistent/treewarden-agent"), {});
        QSignalSpy closed(&link, &AgentLink::closed);
        link.open();
        QCOMPARE(closed.count(), 0);
        QTRY_COMPARE(closed.count(), 1);
        QVERIFY(closed[0][0].toString().startsWith(
            QStringLiteral("/nonexistent/treewarden-agent could not be started")));
    }

    void leavingEndsItsInputAndDoesNotKillIt()
    {
        QTemporaryDir folder;
        const QString mark = folder.filePath(QStringLiteral("mark"));
        {
            // Writes the mark only when it was not killed and its stdin has ended.
            ProcessLink link(
                QStringLiteral("/bin/sh"),
                {QStringLiteral("-c"), QStringLiteral("echo up; cat; echo > %1").arg(mark)});
            QSignalSpy up(&link, &AgentLink::bytesReceived);
            link.open();
            QVERIFY(up.wait(10000));
        }
        QTRY_VERIFY(QFile::exists(mark));
    }
};

QTEST_GUILESS_MAIN(TestProcessLink)
#include "tst_process_link.moc"
