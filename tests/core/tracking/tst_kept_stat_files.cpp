#include "core/kernel/own_process.h"
#include "core/tracking/kept_stat_files.h"
#include "tests/support/child_check.h"

#include <QtTest>

#include <sys/resource.h>

using namespace tw;

class TestKeptStatFiles final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_before = openDescriptors(); }
    void cleanup() { QCOMPARE(openDescriptors(), m_before); }

    void whatWasReadOnceStaysOpen()
    {
        KeptStatFiles files{2};
        readBoth(files);
        readBoth(files);
        QCOMPARE(openDescriptors(), m_before + 2);
    }

    void beyondTheBudgetIsReadWithoutKeeping()
    {
        KeptStatFiles files{1};
        readBoth(files);
        readBoth(files);
        QCOMPARE(openDescriptors(), m_before + 1);
        KeptStatFiles none{0};
        readBoth(none);
        QCOMPARE(openDescriptors(), m_before + 1);
    }

    // What stays says whose it is: the other is read from a number that nobody has.
    void theOneReadEachRoundKeepsItsPlace()
    {
        KeptStatFiles files{1};
        files.beginRound();
        QVERIFY(files.read(kFirst, ownPid()));
        QVERIFY(files.read(kSecond, ownPid()));
        QVERIFY(files.read(kFirst, kNobody));
        files.beginRound();
        QVERIFY(files.read(kFirst, kNobody));
        QVERIFY(!files.read(kSecond, kNobody));
    }

    void theOneNotReadMakesRoom()
    {
        KeptStatFiles files{1};
        QVERIFY(files.read(kFirst, ownPid()));
        files.beginRound();
        files.beginRound();
        QVERIFY(files.read(kSecond, ownPid()));
        QVERIFY(files.read(kSecond, kNobody));
        QVERIFY(!files.read(kFirst, kNobody));
        QCOMPARE(openDescriptors(), m_before + 1);
    }

    void removedOnesAreClosed()
    {
        KeptStatFiles files{2};
        readBoth(files);
        files.remove(kFirst);
        files.remove(kFirst);
        QCOMPARE(openDescriptors(), m_before + 1);
        QVERIFY(!files.read(kFirst, kNobody));
        QVERIFY(files.read(kSecond, kNobody));
    }

    void aProcessThatIsGoneTakesNoPlace()
    {
        KeptStatFiles files{1};
        QVERIFY(!files.read(kFirst, kNobody));
        QVERIFY(files.read(kSecond, ownPid()));
        QVERIFY(files.read(kSecond, kNobody));
    }

    void theBudgetLeavesMostDescriptorsToOthers()
    {
        rlimit before{};
        ::getrlimit(RLIMIT_NOFILE, &before);
        rlimit low{64, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &low), 0);
        QCOMPARE(KeptStatFiles::budget(), std::size_t{8});
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY(KeptStatFiles::budget() <= 2048);
    }

private:
    static constexpr ProcessKey kFirst{1};
    static constexpr ProcessKey kSecond{2};
    // Larger than any number that the kernel gives.
    static constexpr Pid kNobody{1 << 30};

    static void readBoth(KeptStatFiles& files)
    {
        files.beginRound();
        QCOMPARE(files.read(kFirst, ownPid())->pid, ownPid());
        QCOMPARE(files.read(kSecond, ownPid())->pid, ownPid());
    }

    std::size_t m_before{0};
};

QTEST_GUILESS_MAIN(TestKeptStatFiles)
#include "tst_kept_stat_files.moc"
