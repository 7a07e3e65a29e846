#include "core/agent/launch_environment.h"
#include "tests/support/print_values.h"

#include <algorithm>
#include <cstdlib>

#include <unistd.h>

namespace tw {

namespace {

/// The variables of the result whose names begin with `TW_` or `TREEWARDEN_`, a line each, sorted.
std::string ours(const std::vector<EnvironmentChange>& changes)
{
    std::vector<std::string> lines;
    for (const std::string& variable : launchEnvironment(changes, "s1", "s1.2")) {
        if (variable.starts_with("TW_") || variable.starts_with("TREEWARDEN_")) {
            lines.push_back(variable + "\n");
        }
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) {
        text += line;
    }
    return text;
}

constexpr const char* kMarks = "TREEWARDEN_LAUNCH=s1.2\nTREEWARDEN_SESSION=s1\n";

} // namespace

/// What a command is started with.
class TestLaunchEnvironment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void ourOwnIsPassedOnWithTheMarks();
    void changesSetReplaceAndRemove();
    void lastChangeOfANameCounts();
    void marksOfAnOuterSessionAreReplaced();
    void marksCannotBeChanged();
    void namesThatOnlyBeginTheSameAreKept();
    void emptyEnvironmentIsEnough();
};

void TestLaunchEnvironment::init()
{
    ::setenv("TW_A", "1", 1);
}

void TestLaunchEnvironment::cleanup()
{
    ::unsetenv("TW_A");
}

void TestLaunchEnvironment::ourOwnIsPassedOnWithTheMarks()
{
    QCOMPARE(ours({}), kMarks + std::string{"TW_A=1\n"});
}

void TestLaunchEnvironment::changesSetReplaceAndRemove()
{
    QCOMPARE(ours({{"TW_B", "x=y"}, {"TW_C", ""}}),
             kMarks + std::string{"TW_A=1\nTW_B=x=y\nTW_C=\n"});
    QCOMPARE(ours({{"TW_A", "2"}}), kMarks + std::string{"TW_A=2\n"});
    QCOMPARE(ours({{"TW_A", std::nullopt}, {"TW_MISSING", std::nullopt}}), std::string{kMarks});
}

void TestLaunchEnvironment::lastChangeOfANameCounts()
{
    QCOMPARE(ours({{"TW_A", std::nullopt}, {"TW_A", "3"}}), kMarks + std::string{"TW_A=3\n"});
    QCOMPARE(ours({{"TW_A", "3"}, {"TW_A", std::nullopt}}), std::string{kMarks});
}

void TestLaunchEnvironment::marksOfAnOuterSessionAreReplaced()
{
    ::setenv("TREEWARDEN_SESSION", "outer", 1);
    const std::string text = ours({});
    ::unsetenv("TREEWARDEN_SESSION");
    QCOMPARE(text, kMarks + std::string{"TW_A=1\n"});
}

void TestLaunchEnvironment::marksCannotBeChanged()
{
    QCOMPARE(ours({{"TREEWARDEN_LAUNCH", "mine"}, {"TREEWARDEN_SESSION", std::nullopt}}),
             kMarks + std::string{"TW_A=1\n"});
}

void TestLaunchEnvironment::namesThatOnlyBeginTheSameAreKept()
{
    ::setenv("TW_AB", "longer", 1);
    const std::string text = ours({{"TW_A", std::nullopt}});
    ::unsetenv("TW_AB");
    QCOMPARE(text, kMarks + std::string{"TW_AB=longer\n"});
}

void TestLaunchEnvironment::emptyEnvironmentIsEnough()
{
    char** const kept = std::exchange(environ, nullptr);
    const auto result = launchEnvironment({}, "s", "l");
    environ = kept;
    QCOMPARE(result.size(), std::size_t{2});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestLaunchEnvironment)
#include "tst_launch_environment.moc"
