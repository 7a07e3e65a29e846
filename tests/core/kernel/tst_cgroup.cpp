#include "core/kernel/cgroup.h"
#include "core/kernel/cgroup_place.h"
#include "core/kernel/child_wait.h"
#include "core/kernel/file.h"
#include "core/kernel/own_process.h"
#include "core/kernel/spawn.h"
#include "tests/support/tidy_test.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <cerrno>
#include <csignal>

#include <sys/stat.h>
#include <unistd.h>

using namespace tw;
using namespace std::chrono_literals;

namespace {

bool exists(const std::string& path)
{
    struct stat status
    {};
    return ::stat(path.c_str(), &status) == 0;
}

bool writeTo(const std::string& path, const std::string& text)
{
    QFile file{QString::fromStdString(path)};
    return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)
           && file.write(text.c_str()) == static_cast<qint64>(text.size());
}

/// A child that holds until it is killed, or for a minute.
tl::expected<SpawnedProcess, SpawnError> holdIn(const Cgroup& cgroup, const char* script)
{
    SpawnRequest request;
    request.argv = {"/bin/sh", "-c", script};
    request.environment = {"PATH=/usr/bin:/bin"};
    request.streams = {-1, -1, 2};
    request.cgroup = cgroup.fd();
    return spawn(request);
}

} // namespace

/// Real cgroups, where this user may make them.
class TestCgroup final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto made = Cgroup::make();
        if (!made) {
            QSKIP(qPrintable(u"no cgroups here: " + QString::fromStdString(made.error().message)));
        }
        if (!made->canKill()) {
            QSKIP("this kernel has no cgroup.kill (before 5.14)");
        }
    }
    void init() override
    {
        TidyTest::init();
        m_cgroups = ours();
    }
    void cleanup() override
    {
        TidyTest::cleanup();
        QCOMPARE(ours(), m_cgroups);
    }

    void isMadeBelowOurOwnAndRemovedAtItsEnd()
    {
        std::string path;
        {
            const auto cgroup = Cgroup::make();
            path = cgroup->path();
            QVERIFY(path.starts_with(ownCgroupDirectory().value() + "/treewarden-"));
            QVERIFY(exists(path + "/cgroup.procs"));
            QVERIFY(!cgroup->isPopulated());
            QVERIFY(cgroup->members().empty());
        }
        QVERIFY(!exists(path));
    }

    void childIsBornInItAndStays()
    {
        auto cgroup = Cgroup::make();
        const auto child = holdIn(*cgroup, "sleep 60 & setsid sleep 60 & wait");
        QVERIFY(child.has_value());
        QCOMPARE(child->cgroupRefusal, 0);
        QVERIFY(cgroup->isPopulated());
        QTRY_COMPARE(cgroup->members().size(), std::size_t{3});
        QCOMPARE(cgroup->remove().error().code, EBUSY);
        QVERIFY(cgroup->kill().has_value());
        endOf(*child);
        QVERIFY(cgroup->removeWithin(5s).has_value());
        QVERIFY(!exists(cgroup->path()));
    }

    void emptyIsWaitedForAndNoLongerThanAsked()
    {
        const auto cgroup = Cgroup::make();
        const auto child = holdIn(*cgroup, "sleep 60 & exec sleep 61");
        QVERIFY(!cgroup->waitUntilEmpty(10ms));
        QVERIFY(cgroup->kill().has_value());
        QVERIFY(cgroup->waitUntilEmpty(10s));
        QVERIFY(!cgroup->isPopulated());
        endOf(*child);
    }

    void membersAndRemovalReachWhatIsNested()
    {
        auto cgroup = Cgroup::make();
        const auto child = holdIn(*cgroup, "sleep 60 & exec sleep 61");
        QTRY_COMPARE(cgroup->members().size(), std::size_t{2});
        const std::string inner = cgroup->path() + "/a";
        QVERIFY(::mkdir(inner.c_str(), 0755) == 0 && ::mkdir((inner + "/b").c_str(), 0755) == 0);
        QVERIFY(writeTo(inner + "/b/cgroup.procs", std::to_string(child->pid.value)));
        QCOMPARE(cgroup->members().size(), std::size_t{2});
        QCOMPARE(cgroup->remove().error().code, EBUSY);
        QVERIFY(exists(inner + "/b"));
        QVERIFY(cgroup->kill().has_value());
        endOf(*child);
        QVERIFY(cgroup->removeWithin(5s).has_value());
        QVERIFY(!exists(inner));
    }

    void removedTwiceOrByOthersIsAnErrorAndNoHarm()
    {
        auto cgroup = Cgroup::make();
        QCOMPARE(::rmdir(cgroup->path().c_str()), 0);
        QCOMPARE(cgroup->kill().error().code, ENOENT);
        QVERIFY(!cgroup->canKill());
        QVERIFY(!cgroup->isPopulated());
        QCOMPARE(cgroup->remove().error().code, ENOENT);
        QCOMPARE(cgroup->removeWithin(1ms).error().code, ENOENT);
    }

    void anotherDirectoryOfThatNameIsNeitherKilledNorRemoved()
    {
        auto cgroup = Cgroup::make();
        QCOMPARE(::rmdir(cgroup->path().c_str()), 0);
        QCOMPARE(::mkdir(cgroup->path().c_str(), 0755), 0);
        QCOMPARE(QString::fromStdString(cgroup->kill().error().message),
                 QString::fromStdString("use cgroup " + cgroup->path()
                                        + ": its name means another one by now"));
        QVERIFY(!cgroup->remove().has_value());
        QVERIFY(exists(cgroup->path()));
        QCOMPARE(::rmdir(cgroup->path().c_str()), 0);
    }

    void ourselvesAreNotKilled()
    {
        auto cgroup = Cgroup::make();
        const std::string home = ownCgroupDirectory().value();
        QVERIFY(writeTo(cgroup->path() + "/cgroup.procs", "0"));
        const auto killed = cgroup->kill();
        const auto nested = Cgroup::make();
        const std::string nestedPath = nested ? nested->path() : "";
        QVERIFY(writeTo(home + "/cgroup.procs", "0"));
        QCOMPARE(
            QString::fromStdString(killed.error().message),
            QString::fromStdString("kill cgroup " + cgroup->path() + ": we are in it ourselves"));
        QVERIFY(nestedPath.starts_with(cgroup->path() + "/"));
    }

    void onlyDirectoriesOfCgroupsAreWrittenTo()
    {
        const QTemporaryDir folder;
        const std::string link = folder.filePath(QStringLiteral("link")).toStdString();
        QCOMPARE(::symlink(ownCgroupDirectory().value().c_str(), link.c_str()), 0);
        for (const std::string& path : {std::string{},
                                        link,
                                        folder.path().toStdString(),
                                        std::string{"/nowhere"},
                                        std::string{".."}}) {
            QVERIFY(!Cgroup::makeIn(path).has_value());
        }
        QCOMPARE(QDir{folder.path()}.entryList(QDir::NoDotAndDotDot | QDir::AllEntries).size(), 1);
    }

    void launchGoesOnWithoutOneThatIsGone()
    {
        const auto cgroup = Cgroup::make();
        QCOMPARE(::rmdir(cgroup->path().c_str()), 0);
        const auto child = holdIn(*cgroup, "exit 4");
        QVERIFY(child.has_value());
        QVERIFY(child->cgroupRefusal == ENODEV || child->cgroupRefusal == ENOENT);
        QCOMPARE(endOf(*child), std::string{"exit 4"});
    }

    void launchGoesOnWithoutWhatIsNoCgroup()
    {
        SpawnRequest request{{"/bin/true"}};
        request.cgroup = STDERR_FILENO;
        const auto child = spawn(request);
        QVERIFY(child.has_value());
        QCOMPARE(child->cgroupRefusal, EBADF);
        endOf(*child);
    }

    void failedLaunchLeavesNoMember()
    {
        auto cgroup = Cgroup::make();
        SpawnRequest request{{"/nowhere/program"}};
        request.cgroup = cgroup->fd();
        const auto child = spawn(request);
        QCOMPARE(child.error().exitCode(), 127);
        QVERIFY(cgroup->removeWithin(5s).has_value());
    }

    void namesSayWhoseTheyAre()
    {
        QVERIFY(newCgroupName() != newCgroupName());
        QVERIFY(!isStaleCgroupName(newCgroupName()));
        for (const char* name : {"",
                                 "treewarden-",
                                 "treewarden-1-2-3-4",
                                 "user.slice",
                                 "treewarden-1-1-1-0123456789abcdefg"}) {
            QVERIFY(!isStaleCgroupName(name));
        }
        // As if we had started at another time: the maker is gone, its number was given to us.
        std::string other = newCgroupName();
        other.insert(other.rfind('-'), "1");
        QVERIFY(isStaleCgroupName(other));
        // Another pid namespace: its numbers mean others.
        QVERIFY(!isStaleCgroupName("treewarden-1-" + other.substr(other.find('-', 11) + 1)));
    }

    void staleOnesAreRemovedAndOthersKept()
    {
        const std::string home = ownCgroupDirectory().value() + "/";
        std::string name = newCgroupName();
        name.insert(name.rfind('-'), "1");
        const std::string foreign = "not-" + name;
        QVERIFY(::mkdir((home + name).c_str(), 0755) == 0);
        QVERIFY(::mkdir((home + name + "/nested").c_str(), 0755) == 0);
        QVERIFY(::mkdir((home + foreign).c_str(), 0755) == 0);
        auto living = Cgroup::make();
        removeStaleCgroups();
        QVERIFY(!exists(home + name));
        QVERIFY(exists(home + foreign));
        QVERIFY(exists(living->path()));
        QCOMPARE(::rmdir((home + foreign).c_str()), 0);
    }

    void staleOneWithAMemberIsKept()
    {
        const std::string home = ownCgroupDirectory().value() + "/";
        auto cgroup = Cgroup::make();
        const auto child = holdIn(*cgroup, "exec sleep 60");
        std::string name = newCgroupName();
        name.insert(name.rfind('-'), "1");
        QVERIFY(::mkdir((home + name).c_str(), 0755) == 0);
        QVERIFY(writeTo(home + name + "/cgroup.procs", std::to_string(child->pid.value)));
        removeStaleCgroups();
        QVERIFY(exists(home + name));
        QVERIFY(child->pidfd.sendSignal(SignalNumber{SIGKILL}).has_value());
        endOf(*child);
        QTRY_VERIFY((removeStaleCgroups(), !exists(home + name)));
    }

    void frozenIsTold()
    {
        auto cgroup = Cgroup::make();
        const auto child = holdIn(*cgroup, "exec sleep 60");
        QVERIFY(!isFrozen(child->pid));
        QVERIFY(writeTo(cgroup->path() + "/cgroup.freeze", "1"));
        QTRY_VERIFY(isFrozen(child->pid));
        // SIGKILL reaches who is frozen by v2.
        QVERIFY(cgroup->kill().has_value());
        QCOMPARE(endOf(*child), std::string{"SIGKILL (9)"});
    }

private:
    static std::string endOf(const SpawnedProcess& child)
    {
        std::optional<ReapedChild> reaped;
        [&] { QTRY_VERIFY_WITH_TIMEOUT(reaped || (reaped = reap(child.pidfd)), 10000); }();
        // Its children were killed with it and are init's.
        return reaped ? reaped->status.text() : "nothing";
    }

    static QStringList ours()
    {
        const QDir folder{QString::fromStdString(ownCgroupDirectory().value_or("/nowhere"))};
        const QString mine = QStringLiteral("treewarden-*-%1-*").arg(ownPid().value);
        return folder.entryList({mine}, QDir::Dirs);
    }

    QStringList m_cgroups{};
};

QTEST_GUILESS_MAIN(TestCgroup)
#include "tst_cgroup.moc"
