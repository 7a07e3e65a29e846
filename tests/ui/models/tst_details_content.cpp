#include "tests/support/details_text.h"
#include "ui/models/details_content.h"
#include "ui/models/visible_text.h"

#include <QTest>

using namespace tw;
using namespace std::chrono_literals;

namespace {

DetailsSection sectionOf(const DetailsContent& content, const QString& title)
{
    for (const DetailsSection& section : content) {
        if (section.title == title) {
            return section;
        }
    }
    return {};
}

} // namespace

class TestDetailsContent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void everyPartIsASection()
    {
        QCOMPARE(detailsText(liveContent(exampleDetails())),
                 QStringLiteral("Command\n"
                                "  Command line|python3 -c 'import x␊'\n"
                                "  Executable|/usr/bin/python3.11 (deleted)\n"
                                "  Working directory|/src\n"
                                "Environment (3)\n"
                                "  ? API_TOKEN|s3cret\n"
                                "  HOME|/root\n"
                                "  PATH|/bin\n"
                                "Identity\n"
                                "  User|ann (1000)\n"
                                "  Effective user|root (0)\n"
                                "  Group|ann (1000)\n"
                                "  Parent|1\n"
                                "  Process group|8\n"
                                "  Session|7\n"
                                "  Terminal|/dev/pts/3\n"
                                "  Cgroup|/user.slice\n"
                                "Signals\n"
                                "  SIGINT|handled||\n"
                                "  SIGUSR1|default|blocked|pending\n"
                                "  SIGPIPE|ignored||\n"
                                "  # All others have their default action and are not blocked\n"
                                "Descriptors (6000)\n"
                                "  0|device||read||/dev/null\n"
                                "  3|file||write append|17|/tmp/x\n"
                                "  4|tcp|ESTABLISHED|read write||127.0.0.1:80 → 127.0.0.1:4000\n"
                                "  5|socket||read write||socket:[10]\n"
                                "  # 5996 more are not listed\n"
                                "Threads (2)\n"
                                "  4711|python3|sleeping|1.5 s|futex_wait_queue\n"
                                "  4712|reader|running|2.0 s|\n"
                                "Memory\n"
                                "  Resident|310 MiB\n"
                                "  Resident, anonymous|0 bytes\n"
                                "  Resident, of files|0 bytes\n"
                                "  Resident, shared|0 bytes\n"
                                "  Proportional share|100 MiB\n"
                                "  Peak resident|0 bytes\n"
                                "  Swapped out|0 bytes\n"
                                "  Address space|0 bytes\n"
                                "  OOM score|667 (adjusted by 0)\n"
                                "Limits\n"
                                "  Open files|1024|4096|files\n"
                                "  Stack size|8 MiB|unlimited|bytes\n"));
    }

    void refusedPartsSayWhy()
    {
        ProcessDetails details = exampleDetails();
        const Error refused{13, "read /proc/4711/environ: needs the same user"};
        details.environment = tl::unexpected<Error>{refused};
        details.executable = tl::unexpected<Error>{Error{13, "read /proc/4711/exe: no"}};
        details.threads.value().noWaitChannels = Error{13, "read /proc/4711/wchan: no"};
        details.memory.value().proportionalBytes
            = tl::unexpected<Error>{Error{0, "read /proc/4711/smaps_rollup: too large"}};
        const DetailsContent content = liveContent(details);
        QCOMPARE(detailsText({sectionOf(content, QStringLiteral("Environment"))}),
                 QStringLiteral("Environment\n"
                                "  ! Cannot read /proc/4711/environ: needs the same user\n"));
        QVERIFY(detailsText({sectionOf(content, QStringLiteral("Command"))})
                    .contains(QStringLiteral("  ! Cannot read /proc/4711/exe: no\n"
                                             "  Working directory|/src\n")));
        QVERIFY(detailsText({sectionOf(content, QStringLiteral("Threads"))})
                    .endsWith(QStringLiteral("  ! Cannot read /proc/4711/wchan: no\n")));
        QVERIFY(
            detailsText({sectionOf(content, QStringLiteral("Memory"))})
                .contains(QStringLiteral("  ! Cannot read /proc/4711/smaps_rollup: too large\n")));
    }

    void allRefusedIsAllSections()
    {
        const tl::unexpected<Error> refused{Error{13, "read it"}};
        const ProcessDetails details{refused,
                                     refused,
                                     refused,
                                     refused,
                                     refused,
                                     refused,
                                     refused,
                                     refused,
                                     refused,
                                     refused};
        const DetailsContent content = liveContent(details);
        QCOMPARE(content.size(), std::size_t{8});
        QCOMPARE(detailsText(content).count(QStringLiteral("! Cannot read it")), 10);
    }

    void quietProcessHasNoSignalsToShow()
    {
        ProcessDetails details;
        const auto section = sectionOf(liveContent(details), QStringLiteral("Signals"));
        QCOMPARE(detailsText({section}),
                 QStringLiteral("Signals\n"
                                "  # Every signal has its default action and none is blocked\n"));
    }

    void recordKnowsWhatEventsTold()
    {
        ProcessTree tree;
        QVERIFY(tree.apply(Time{1000s},
                           Launched{LaunchId{1},
                                    ProcessKey{1},
                                    Pid{4711},
                                    {"make", "all"},
                                    "/src",
                                    TrackingMode::Exact,
                                    {}}));
        QVERIFY(tree.apply(Time{1001s}, Forked{ProcessKey{2}, Pid{4712}, ProcessKey{1}}));
        QVERIFY(tree.apply(
            Time{1001s},
            Executed{ProcessKey{2}, std::vector<std::string>{"cc", "-c"}, "/usr/bin/cc", "cc"}));
        QVERIFY(tree.apply(Time{1001s}, IdentityChanged{ProcessKey{2}, 1000, 100, 4711}));
        QVERIFY(tree.apply(Time{1001s}, SignalsChanged{ProcessKey{2}, 0, 2, 0}));
        QVERIFY(tree.apply(Time{1003s},
                           Exited{ProcessKey{2}, WaitStatus::exited(1), 800ms, 5ULL << 20U}));
        const QString text = detailsText(recordContent(tree, *tree.find(ProcessKey{2})));
        QVERIFY2(text.contains(QStringLiteral("Record\n  Status|exit 1\n  Started|1970-01-01")),
                 qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("  Ran for|2.0 s\n"
                                              "  CPU time|0.8 s\n"
                                              "  Peak memory|5 MiB\n"
                                              "  Created by|make all (4711)\n"
                                              "Command\n"
                                              "  Command line|cc -c\n"
                                              "  Executable|/usr/bin/cc\n"
                                              "Identity\n"
                                              "  User|1000\n"
                                              "  Group|100\n"
                                              "  Session|4711\n"
                                              "Signals\n"
                                              "  SIGINT|ignored||\n")),
                 qPrintable(text));
        const QString root = detailsText(recordContent(tree, *tree.find(ProcessKey{1})));
        QVERIFY2(root.contains(QStringLiteral("  Working directory|/src\n")), qPrintable(root));
        QVERIFY(!root.contains(QStringLiteral("Ended")));
    }

    void nameThatLooksLikeAPlaceholderStays()
    {
        ProcessTree tree;
        QVERIFY(tree.apply(Time{1000s},
                           Launched{LaunchId{1},
                                    ProcessKey{1},
                                    Pid{4711},
                                    {"%2", "%1"},
                                    "/src",
                                    TrackingMode::Exact,
                                    {}}));
        QVERIFY(tree.apply(Time{1001s}, Forked{ProcessKey{2}, Pid{4712}, ProcessKey{1}}));
        const QString text = detailsText(recordContent(tree, *tree.find(ProcessKey{2})));
        QVERIFY2(text.contains(QStringLiteral("  Created by|%2 %1 (4711)\n")), qPrintable(text));
    }

    void secretsAreTold_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<bool>("secret");
        for (const char* name : {"GITHUB_TOKEN=1",
                                 "npm_config_authtoken=1",
                                 "DB_PASSWORD=1",
                                 "PGPASSWORD=1",
                                 "API_KEY=1",
                                 "AWS_ACCESS_KEY_ID=1",
                                 "my_secret=1",
                                 "MYSQL_PASS=1",
                                 "DATABASE_URL=postgres://ann:hunter2@db/x"}) {
            QTest::newRow(name) << QString::fromUtf8(name) << true;
        }
        for (const char* name :
             {"PATH=/bin", "PWD=/src", "HOME=/root", "COMPASS=1", "URL=https://x.org/a:b@c"}) {
            QTest::newRow(name) << QString::fromUtf8(name) << false;
        }
    }
    void secretsAreTold()
    {
        QFETCH(const QString, variable);
        QFETCH(const bool, secret);
        QCOMPARE(isSecret(variable.section(u'=', 0, 0), variable.section(u'=', 1)), secret);
    }

    void hostileTextActsOnNothing()
    {
        QCOMPARE(visibleText(std::string{"a\x1b[2J\tb\n\0c\x7f", 11}),
                 QStringLiteral("a␛[2J␉b␊␀c␡"));
        QCOMPARE(visibleText("caf\xe9"), QStringLiteral("caf\uFFFD"));
        QCOMPARE(visibleText("x\u202Egpj.exe\u2066"), QStringLiteral("x\uFFFDgpj.exe\uFFFD"));
        QCOMPARE(visibleText("日本 ü"), QStringLiteral("日本 ü"));
    }
};

QTEST_GUILESS_MAIN(TestDetailsContent)
#include "tst_details_content.moc"
