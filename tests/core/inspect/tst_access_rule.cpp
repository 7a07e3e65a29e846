#include "core/inspect/access_rule.h"
#include "core/kernel/own_process.h"
#include "tests/support/print_values.h"

#include <QTest>

#include <cerrno>

using namespace tw;

namespace {

const std::string kNeeded = "needs the same user, or ptrace access (CAP_SYS_PTRACE); ";

AccessFacts ownProcess()
{
    return {.isOwnUser = true, .user = 0, .ownUser = 0, .isDumpable = true};
}

} // namespace

class TestAccessRule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void otherUsersAreNamed()
    {
        AccessFacts facts = ownProcess();
        facts.isOwnUser = false;
        facts.ownUser = 4'000'000'001;
        AccountNames names;
        QCOMPARE(brokenRule(facts, names),
                 kNeeded + "it belongs to root (uid 0), the agent runs as uid 4000000001");
    }

    void undumpableComesBeforeCapabilities()
    {
        AccessFacts facts = ownProcess();
        facts.capabilities = 0x6;
        facts.ownCapabilities = 0x2;
        AccountNames names;
        QCOMPARE(brokenRule(facts, names), kNeeded + "it has capabilities that the agent lacks");
        facts.isDumpable = false;
        QVERIFY(brokenRule(facts, names).starts_with(kNeeded + "the process is not dumpable"));
    }

    void whatIsLeftIsAModule()
    {
        AccountNames names;
        QCOMPARE(brokenRule(ownProcess(), names),
                 kNeeded + "a security module of the kernel, or its user namespace, forbids it");
    }

    void ownFactsAreRead()
    {
        const auto folder = ProcFolder::open(ownPid());
        QVERIFY(folder.has_value());
        const auto facts = readAccessFacts(*folder, folder->read("status").value_or(""));
        QVERIFY(facts.isOwnUser);
        QVERIFY(facts.isDumpable);
        QCOMPARE(facts.user, facts.ownUser);
        QCOMPARE(facts.capabilities & ~facts.ownCapabilities, std::uint64_t{0});
    }

    void hiddenProcessesAreToldFromEnded()
    {
        const Error gone{ENOENT, "open /proc/4711: No such file or directory"};
        const std::string hiding = "30 1 0:21 / /proc rw - proc proc rw,hidepid=2\n";
        QCOMPARE(whyNotSeen(gone, "").message, gone.message + ": the process has ended");
        QVERIFY(whyNotSeen(gone, hiding)
                    .message.starts_with(gone.message + "; /proc is mounted with hidepid=2"));
        const Error refused{EACCES, "read /proc/4711/status: Permission denied"};
        QCOMPARE(whyNotSeen(refused, "").message, refused.message);
    }
};

QTEST_GUILESS_MAIN(TestAccessRule)
#include "tst_access_rule.moc"
