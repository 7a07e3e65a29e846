#include "core/inspect/details_reader.h"
#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <csignal>

#include <sys/utsname.h>
#include <unistd.h>

using namespace tw;

namespace {

constexpr std::uint32_t kNobody = 65534;

/// A testchild that has said that it is ready.
struct Child
{
    QProcess process{};
    QByteArray said{};

    explicit Child(const QStringList& arguments, const QString& name = QStringLiteral("testchild"))
    {
        process.setProcessEnvironment(environment());
        process.setWorkingDirectory(QStringLiteral("/"));
        process.start(QString::fromUtf8(TW_BIN_DIR "/../tests/") + name, arguments);
        while (!said.endsWith('\n') && process.waitForReadyRead(20'000)) {
            said += process.readAllStandardOutput();
        }
    }

    ~Child()
    {
        process.closeWriteChannel();
        process.waitForFinished(20'000);
    }

    static QProcessEnvironment environment()
    {
        QProcessEnvironment variables;
        variables.insert(QStringLiteral("COLOUR"), QStringLiteral("a=b c"));
        variables.insert(QStringLiteral("API_TOKEN"), QStringLiteral("s3cret"));
        return variables;
    }

    [[nodiscard]] Pid pid() const { return Pid{static_cast<int>(process.processId())}; }

    [[nodiscard]] ProcessHandles::Handle handle() const
    {
        return {pid(), std::move(Pidfd::open(pid()).value()), std::nullopt};
    }

    [[nodiscard]] ProcessDetails details() const { return DetailsReader{}.read(handle()).value(); }

    [[nodiscard]] OpenDescriptor descriptor(int fd) const
    {
        const auto all = details().descriptors.value();
        const auto found = std::find_if(all.listed.begin(),
                                        all.listed.end(),
                                        [fd](const OpenDescriptor& one) { return one.fd == fd; });
        return found == all.listed.end() ? OpenDescriptor{-1} : *found;
    }

    [[nodiscard]] std::string port() const { return said.mid(6).trimmed().toStdString(); }
};

/// Looks at the world as another user while it lives.
class AsUser
{
public:
    explicit AsUser(std::uint32_t user) : m_before(::geteuid())
    {
        if (::seteuid(user) != 0) {
            qFatal("cannot become another user");
        }
    }
    AsUser(const AsUser&) = delete;
    AsUser& operator=(const AsUser&) = delete;
    ~AsUser() { (void)!::seteuid(m_before); }

private:
    std::uint32_t m_before;
};

std::uint64_t bit(int signal)
{
    return std::uint64_t{1} << static_cast<unsigned>(signal - 1);
}

} // namespace

class TestDetailsReader : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void programIsRead()
    {
        const Child child{{QStringLiteral("hold"), QStringLiteral("0")}};
        const ProcessDetails details = child.details();
        const auto command = details.command.value();
        QCOMPARE(command.total, std::uint64_t{3});
        QVERIFY(command.listed[0].ends_with("testchild"));
        QCOMPARE(command.listed[1], std::string{"hold"});
        QCOMPARE(details.directory.value(), std::string{"/"});
        QVERIFY(details.executable.value().ends_with("/tests/testchild"));
        auto environment = details.environment.value();
        std::sort(environment.listed.begin(), environment.listed.end());
        QVERIFY(environment.listed
                == (std::vector<std::string>{"API_TOKEN=s3cret", "COLOUR=a=b c"}));
        QVERIFY(details.limits.value().size() > 10);
        QCOMPARE(details.limits.value().front().name, std::string{"Max cpu time"});
    }

    void identityIsRead()
    {
        const Child child{{QStringLiteral("hold")}};
        const ProcessIdentity identity = child.details().identity.value();
        QCOMPARE(identity.user.id, ::getuid());
        QCOMPARE(identity.effectiveUser.id, ::geteuid());
        QCOMPARE(identity.group.id, ::getgid());
        QCOMPARE(identity.parent.value, ownPid().value);
        QCOMPARE(identity.session.value, ::getsid(0));
        if (identity.user.id == 0) {
            QCOMPARE(identity.user.name, std::string{"root"});
            QCOMPARE(identity.effectiveGroup.name, std::string{"root"});
        }
    }

    void socketsAreResolved()
    {
        const Child child{{QStringLiteral("subject")}};
        const std::string server = "127.0.0.1:" + child.port();
        const auto listener = child.descriptor(20);
        QCOMPARE(listener.kind, DescriptorKind::Socket);
        QVERIFY(listener.socket == (SocketDetails{"tcp", server, "", "LISTEN"}));
        const auto client = child.descriptor(21).socket.value();
        QCOMPARE(client.peer, server);
        QCOMPARE(client.state, std::string{"ESTABLISHED"});
        const auto accepted = child.descriptor(22).socket.value();
        QVERIFY(accepted == (SocketDetails{"tcp", server, client.local, "ESTABLISHED"}));
        const auto udp = child.descriptor(23).socket;
        if (udp) { // a machine without IPv6 has none
            QCOMPARE(udp->protocol, std::string{"udp6"});
            QVERIFY(udp->local.starts_with("[::1]:"));
        }
        const std::string name = "@tw-subject-" + std::to_string(child.pid().value);
        QVERIFY(child.descriptor(24).socket == (SocketDetails{"unix stream", name, "", "LISTEN"}));
        QCOMPARE(child.descriptor(25).socket.value().protocol, std::string{"netlink route"});
    }

    void filesAreRead()
    {
        const Child child{{QStringLiteral("subject")}};
        const auto file = child.descriptor(30);
        QCOMPARE(file.kind, DescriptorKind::File);
        QVERIFY(file.target.starts_with("/tmp/tw-subject-"));
        QVERIFY(file.target.ends_with(" (deleted)"));
        QCOMPARE(file.flags, std::string{"read write append cloexec"});
        QCOMPARE(file.offset, std::uint64_t{5});
        QCOMPARE(child.descriptor(31).kind, DescriptorKind::Directory);
        QCOMPARE(child.descriptor(31).target, std::string{"/"});
        QCOMPARE(child.descriptor(32).kind, DescriptorKind::Device);
        QCOMPARE(child.descriptor(32).flags, std::string{"write cloexec"});
        QCOMPARE(child.descriptor(33).kind, DescriptorKind::Pipe);
        QCOMPARE(child.descriptor(34).target, std::string{"anon_inode:[eventpoll]"});
    }

    void signalsAreRead()
    {
        const Child child{{QStringLiteral("subject")}};
        const SignalSets sets = child.details().signals.value();
        QCOMPARE(sets.blocked & bit(SIGUSR1), bit(SIGUSR1));
        QCOMPARE(sets.pending & bit(SIGUSR1), bit(SIGUSR1));
        QCOMPARE(sets.ignored & bit(SIGUSR2), bit(SIGUSR2));
        QCOMPARE(sets.caught & bit(SIGHUP), bit(SIGHUP));
        QCOMPARE(sets.blocked & bit(SIGUSR2), std::uint64_t{0});
    }

    void threadsAreRead()
    {
        const Child child{{QStringLiteral("subject")}};
        const ThreadList list = child.details().threads.value();
        QCOMPARE(list.threads.total, std::uint64_t{3});
        QCOMPARE(list.threads.listed.front().tid.value, child.pid().value);
        QVERIFY(!list.noWaitChannels);
        QStringList names;
        for (const ThreadDetails& thread : list.threads.listed) {
            names << QString::fromStdString(thread.name);
        }
        names.sort();
        QCOMPARE(names.join(QLatin1Char(' ')), QStringLiteral("reader testchild writer"));
        // The channel is what the kernel of the machine calls it, where it tells at all.
        QCOMPARE(readWaitChannel(child.pid()).empty(),
                 list.threads.listed.front().waitChannel.empty());
    }

    void memoryIsRead()
    {
        const Child child{{QStringLiteral("hold")}};
        const MemoryDetails memory = child.details().memory.value();
        QVERIFY(memory.residentBytes > 0);
        QVERIFY(memory.virtualBytes >= memory.residentBytes);
        QVERIFY(memory.maxResidentBytes >= memory.residentBytes);
        QVERIFY(memory.proportionalBytes.value_or(0) > 0);
        QVERIFY(memory.proportionalBytes.value() <= memory.maxResidentBytes);
    }

    void replacedProgramIsDeleted()
    {
        const QString copy = QStringLiteral("tw-replaced-%1").arg(ownPid().value);
        const QString folder = QString::fromUtf8(TW_BIN_DIR "/../tests/");
        QVERIFY(QFile::copy(folder + QStringLiteral("testchild"), folder + copy));
        const Child child{{QStringLiteral("hold")}, copy};
        QVERIFY(QFile::remove(folder + copy));
        QVERIFY(child.details().executable.value().ends_with(copy.toStdString() + " (deleted)"));
    }

    void listsAreBounded()
    {
        const Child child{{QStringLiteral("descriptors-open"), QStringLiteral("5000")}};
        QCOMPARE(child.said.trimmed(), QByteArray("ready"));
        const auto descriptors = child.details().descriptors.value();
        QCOMPARE(descriptors.listed.size(), kDetailsLimit);
        QVERIFY(descriptors.total > 5000);
        QCOMPARE(descriptors.listed.front().fd, 0);
    }

    void otherUserMayNotLookInside()
    {
        if (::geteuid() != 0) {
            QSKIP("needs root, to look at its own child as somebody else");
        }
        const Child child{{QStringLiteral("subject")}};
        const auto handle = child.handle();
        const AsUser nobody{kNobody};
        DetailsReader reader;
        const ProcessDetails details = reader.read(handle).value();
        const std::string rule = "needs the same user, or ptrace access (CAP_SYS_PTRACE); it "
                                 "belongs to root (uid 0), the agent runs as nobody (uid 65534)";
        const std::string folder = "read /proc/" + std::to_string(child.pid().value) + "/";
        QCOMPARE(errorOf(details.environment), folder + "environ: " + rule);
        QCOMPARE(errorOf(details.directory), folder + "cwd: " + rule);
        QCOMPARE(errorOf(details.executable), folder + "exe: " + rule);
        QCOMPARE(errorOf(details.descriptors), folder + "fd: " + rule);
        QCOMPARE(errorOf(details.memory.value().proportionalBytes),
                 folder + "smaps_rollup: " + rule);
        QCOMPARE(details.threads.value().noWaitChannels.value_or(Error{}).message,
                 folder + "wchan: " + rule);
        // What everybody may know.
        QCOMPARE(details.command.value().listed.at(1), std::string{"subject"});
        QCOMPARE(details.threads.value().threads.total, std::uint64_t{3});
        QCOMPARE(details.signals.value().ignored & bit(SIGUSR2), bit(SIGUSR2));
        QCOMPARE(details.identity.value().user.name, std::string{"root"});
        QVERIFY(details.memory.value().residentBytes > 0);
    }

    void undumpableSaysSo()
    {
        const Child child{{QStringLiteral("undumpable")}};
        if (::geteuid() == 0) {
            // Root may look at everything.
            QVERIFY(child.details().environment.has_value());
            return;
        }
        QVERIFY(errorOf(child.details().environment).find("is not dumpable") != std::string::npos);
    }

    void zombieSaysWhatItIs()
    {
        const Child child{{QStringLiteral("zombie")}};
        const auto children = readChildren(child.pid()).value();
        QCOMPARE(children.size(), std::size_t{1});
        const auto started = readProcStat(children.front());
        DetailsReader reader;
        const ProcessHandles::Handle handle{children.front(), {}, started->startTicks};
        QTRY_VERIFY(errorOf(reader.read(handle).value().memory).find("zombie")
                    != std::string::npos);
        const auto details = reader.read(handle).value();
        QVERIFY(errorOf(details.command).ends_with("to be reaped by its parent (zombie)"));
        QVERIFY(errorOf(details.executable).ends_with("to be reaped by its parent (zombie)"));
        QCOMPARE(details.identity.value().parent.value, child.pid().value);
    }

    void leaderThatEndedFirstIsReadThroughItsThreads()
    {
        const Child child{{QStringLiteral("leader-exit")}};
        QTRY_COMPARE(readProcStat(child.pid())->state, 'Z');
        const ProcessDetails details = child.details();
        QCOMPARE(details.command.value().listed.at(1), std::string{"leader-exit"});
        QVERIFY(details.executable.value().ends_with("testchild"));
        QVERIFY(details.descriptors.value().total >= 3);
        QCOMPARE(details.threads.value().threads.total, std::uint64_t{2});
    }

    void endedProcessIsNeverAnother()
    {
        std::optional<ProcessHandles::Handle> handle;
        {
            const Child child{{QStringLiteral("hold")}};
            handle = child.handle();
        }
        DetailsReader reader;
        QVERIFY(errorOf(reader.read(*handle)).find("ended") != std::string::npos);
        // The number of somebody else, who was born at another time.
        const auto own = readProcStat(ownPid());
        QVERIFY(!reader.read({ownPid(), {}, own->startTicks + 1}));
        QVERIFY(!reader.read({ownPid(), {}, std::nullopt}));
        QVERIFY(reader.read({ownPid(), {}, own->startTicks}).has_value());
        // A handle whose process is gone, and a number that somebody has.
        handle->pid = ownPid();
        QVERIFY(errorOf(reader.read(*handle)).find("may be another's") != std::string::npos);
    }

    void runningProcessesAreListed()
    {
        const Child child{{QStringLiteral("rename"), QStringLiteral("subject 1")}};
        DetailsReader reader;
        const auto list = reader.listRunning();
        QCOMPARE(list.total, std::uint64_t{list.listed.size()});
        QVERIFY(std::is_sorted(list.listed.begin(), list.listed.end(), [](auto& a, auto& b) {
            return a.pid < b.pid;
        }));
        const auto found = std::find_if(list.listed.begin(),
                                        list.listed.end(),
                                        [&](const auto& one) { return one.pid == child.pid(); });
        QVERIFY(found != list.listed.end());
        QCOMPARE(found->name, std::string{"subject 1"});
        QCOMPARE(found->parent.value, ownPid().value);
        QCOMPARE(found->user.id, ::geteuid());
        QCOMPARE(found->command.at(1), std::string{"rename"});
        QCOMPARE(found->startTicks, readProcStat(child.pid())->startTicks);
        QVERIFY(!found->isKernelThread);
        QVERIFY(!found->isZombie);
    }
};

QTEST_GUILESS_MAIN(TestDetailsReader)
#include "tst_details_reader.moc"
