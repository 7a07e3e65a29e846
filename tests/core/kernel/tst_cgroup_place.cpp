#include "core/kernel/cgroup_place.h"
#include "core/kernel/own_process.h"

#include <QtTest>

using namespace tw;

namespace {

const char* const kHybrid
    = "23 1 8:1 / / rw - ext4 /dev/vda rw\n"
      "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"
      "36 31 0:33 / /sys/fs/cgroup/freezer rw,relatime shared:7 - cgroup cgroup rw,freezer\n"
      "32 31 0:29 / /sys/fs/cgroup/cpu rw shared:9 master:2 - cgroup cgroup rw,cpu,cpuacct\n"
      "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";

std::string directoryOf(const char* root, const char* point, const char* path)
{
    return cgroupDirectory({root, point, true, "rw"}, path).value_or("not seen");
}

} // namespace

/// Where cgroups are found, from what the kernel writes of them.
class TestCgroupPlace final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mountsAreFoundAmongOthers()
    {
        const auto mounts = parseCgroupMounts(kHybrid);
        QCOMPARE(mounts.size(), std::size_t{3});
        QVERIFY((mounts[0] == CgroupMount{"/", "/sys/fs/cgroup/freezer", false, "rw,freezer"}));
        QVERIFY((mounts[2] == CgroupMount{"/", "/sys/fs/cgroup/unified", true, "rw"}));
    }

    void controllersAreWholeWords()
    {
        const auto mounts = parseCgroupMounts(kHybrid);
        QVERIFY(mounts[0].hasController("freezer"));
        QVERIFY(mounts[1].hasController("cpuacct"));
        QVERIFY(!mounts[1].hasController("cpua"));
        QVERIFY(!mounts[2].hasController("rw"));
    }

    void escapedAndCutLinesDoNoHarm()
    {
        const auto odd = parseCgroupMounts("41 31 0:38 /a\\040b /c\\134d rw - cgroup2 none rw");
        QCOMPARE(odd.size(), std::size_t{1});
        QCOMPARE(odd[0].root, std::string{"/a b"});
        QCOMPARE(odd[0].point, std::string{"/c\\d"});
        const std::string all{kHybrid};
        for (std::size_t size = 0; size < all.size(); ++size) {
            QVERIFY(parseCgroupMounts(all.substr(0, size)).size() <= 3);
        }
        QVERIFY(parseCgroupMounts("1 - cgroup2 a b\n - \n1 2 3 4 - cgroup2 x y\n").empty());
    }

    void pathIsThatOfTheHierarchyAskedFor()
    {
        const char* const hybrid = "9:name=systemd:/init.scope\n6:freezer:/cold\n"
                                   "2:cpu,cpuacct:/busy\n0::/user.slice/a:b\n";
        QCOMPARE(parseCgroupPath(hybrid, "").value(), std::string{"/user.slice/a:b"});
        QCOMPARE(parseCgroupPath(hybrid, "freezer").value(), std::string{"/cold"});
        QCOMPARE(parseCgroupPath(hybrid, "cpuacct").value(), std::string{"/busy"});
        QVERIFY(!parseCgroupPath(hybrid, "pids").has_value());
        QVERIFY(!parseCgroupPath("6:freezer:/cold\n", "").has_value());
    }

    void cutPathsAreNone()
    {
        for (const char* text : {"", ":", "0", "0:", "0::", "\n\n"}) {
            QVERIFY(parseCgroupPath(text, "").value_or("").empty());
        }
    }

    void directoryIsBelowTheMount()
    {
        QCOMPARE(directoryOf("/", "/cg", "/"), std::string{"/cg"});
        QCOMPARE(directoryOf("/", "/cg", "/user.slice/x"), std::string{"/cg/user.slice/x"});
    }

    void mountOfAPartShowsOnlyThat()
    {
        QCOMPARE(directoryOf("/box", "/cg", "/box"), std::string{"/cg"});
        QCOMPARE(directoryOf("/box", "/cg", "/box/x"), std::string{"/cg/x"});
        QCOMPARE(directoryOf("/box", "/cg", "/boxer/x"), std::string{"not seen"});
        QCOMPARE(directoryOf("/box", "/cg", "/"), std::string{"not seen"});
    }

    void outsideOfOurNamespaceNothingIsSeen()
    {
        QCOMPARE(directoryOf("/", "/cg", "/../other"), std::string{"not seen"});
        QCOMPARE(directoryOf("/..", "/cg", "/x"), std::string{"not seen"});
        QCOMPARE(directoryOf("/", "/cg", ""), std::string{"not seen"});
    }

    void weAreNotFrozenNorInACgroupOfAnotherName()
    {
        QVERIFY(!isFrozen(ownPid()));
        QVERIFY(!isWithinCgroupNamed("treewarden-of-nobody"));
        QVERIFY(!isWithinCgroupNamed(""));
    }
};

QTEST_GUILESS_MAIN(TestCgroupPlace)
#include "tst_cgroup_place.moc"
