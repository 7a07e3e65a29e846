#include "core/kernel/bpf_events.h"
#include "core/kernel/own_process.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <algorithm>

#include <sys/wait.h>
#include <unistd.h>

using namespace tw;
using namespace std::chrono_literals;

namespace {

constexpr unsigned kOrdinaryUser = 65534;

/// Executes true(1) with these arguments, and waits for it.
Pid runTrue(const std::vector<std::string>& arguments)
{
    std::vector<char*> words;
    for (const std::string& word : arguments) {
        words.push_back(const_cast<char*>(word.c_str()));
    }
    words.push_back(nullptr);
    const auto pid = ::fork();
    if (pid == 0) {
        ::execv("/bin/true", words.data());
        ::_exit(127);
    }
    ::waitpid(pid, nullptr, 0);
    return Pid{pid};
}

template <typename Record>
std::vector<Record> recordsOf(const std::vector<BpfRecord>& records, Pid pid)
{
    std::vector<Record> own;
    for (const BpfRecord& record : records) {
        const auto* some = std::get_if<Record>(&record);
        if (some != nullptr && some->pid == pid) {
            own.push_back(*some);
        }
    }
    return own;
}

} // namespace

class TestBpfEvents final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto events = BpfEvents::open();
        if (!events) {
            const std::string why
                = "nothing can be recorded in the kernel here: cannot " + events.error().message;
            QSKIP(why.c_str());
        }
    }
    void aProgramThatIsGoneHasItsArguments()
    {
        const auto events = std::move(*BpfEvents::open());
        const auto before = monotonicNow();
        const std::vector<std::string> words{"true", "", "a b", "ü"};
        const Pid pid = runTrue(words);
        const auto execs = recordsOf<ExecRecord>(events->read(), pid);
        QCOMPARE(execs.size(), std::size_t{1});
        QCOMPARE(*execs.front().command, words);
        QCOMPARE(execs.front().name, std::string{"true"});
        QCOMPARE(execs.front().executable, std::string{"/usr/bin/true"});
        QVERIFY(!execs.front().isCut);
        QVERIFY(execs.front().time >= before && execs.front().time <= monotonicNow());
    }

    void longArgumentsAreCut()
    {
        const auto events = std::move(*BpfEvents::open());
        const Pid pid = runTrue({"true", std::string(100'000, 'x')});
        const auto execs = recordsOf<ExecRecord>(events->read(), pid);
        QCOMPARE(execs.size(), std::size_t{1});
        QVERIFY(execs.front().isCut);
        QCOMPARE(execs.front().command->front(), std::string{"true"});
        QCOMPARE(execs.front().command->back().find_first_not_of('x'), std::string::npos);
    }

    void anEndHasWhatTheProcessItselfUsed()
    {
        const auto events = std::move(*BpfEvents::open());
        constexpr std::size_t kSize = 50UL << 20;
        const auto pid = ::fork();
        if (pid == 0) {
            auto* const bytes = static_cast<volatile char*>(::malloc(kSize));
            for (int round = 0; round < 20; ++round) {
                for (std::size_t at = 0; at < kSize; at += 4096) {
                    bytes[at] = 'x';
                }
            }
            ::_exit(0);
        }
        ::waitpid(pid, nullptr, 0);
        const auto large = recordsOf<EndRecord>(events->read(), Pid{pid});
        QCOMPARE(large.size(), std::size_t{1});
        QVERIFY(large.front().cpuTime > 1ms);
        QVERIFY(large.front().maxResidentBytes >= kSize);
        QVERIFY(large.front().maxResidentBytes < 10 * kSize);
    }

    // It was a copy of a large process before.
    void whatItWasBeforeItsExecDoesNotCount()
    {
        const auto events = std::move(*BpfEvents::open());
        std::vector<char> large(100UL << 20, 'x');
        const Pid pid = runTrue({"true"});
        const auto ends = recordsOf<EndRecord>(events->read(), pid);
        QCOMPARE(ends.size(), std::size_t{1});
        QVERIFY(ends.front().maxResidentBytes.value_or(0) < large.size() / 2);
    }

    void descendantsAreRecordedAsWell()
    {
        const auto events = std::move(*BpfEvents::open());
        const auto pid = ::fork();
        if (pid == 0) {
            runTrue({"true", "grandchild"});
            ::_exit(0);
        }
        ::waitpid(pid, nullptr, 0);
        const auto records = events->read();
        const bool isThere = std::any_of(records.begin(), records.end(), [](const auto& record) {
            const auto* exec = std::get_if<ExecRecord>(&record);
            return exec != nullptr && exec->command->back() == "grandchild";
        });
        QVERIFY(isThere);
        QCOMPARE(recordsOf<EndRecord>(records, Pid{pid}).size(), std::size_t{1});
    }

    void oneThatIsNotFollowedIsNotRecorded()
    {
        std::array<int, 2> gate{};
        QCOMPARE(::pipe(gate.data()), 0);
        const auto bornBefore = [&] {
            const auto pid = ::fork();
            if (pid == 0) {
                char byte = 0;
                (void)!::read(gate[0], &byte, 1);
                ::execl("/bin/true", "true", nullptr);
            }
            return Pid{pid};
        };
        const Pid followed = bornBefore();
        const Pid other = bornBefore();
        const auto events = std::move(*BpfEvents::open());
        QVERIFY(events->follow(followed).has_value());
        QVERIFY(events->follow(followed).has_value());
        QCOMPARE(::write(gate[1], "xx", 2), ssize_t{2});
        ::waitpid(followed.value, nullptr, 0);
        ::waitpid(other.value, nullptr, 0);
        ::close(gate[0]);
        ::close(gate[1]);
        const auto records = events->read();
        QCOMPARE(recordsOf<ExecRecord>(records, followed).size(), std::size_t{1});
        QCOMPARE(recordsOf<ExecRecord>(records, other).size(), std::size_t{0});
    }

    void whatIsReadIsReadOnce()
    {
        const auto events = std::move(*BpfEvents::open());
        runTrue({"true"});
        QVERIFY(!events->read().empty());
        QVERIFY(events->read().empty());
    }

    void anOrdinaryUserIsRefusedWithTheReason()
    {
        const auto pid = ::fork();
        if (pid == 0) {
            const bool isOther = ::setresuid(kOrdinaryUser, kOrdinaryUser, kOrdinaryUser) == 0;
            const auto events = BpfEvents::open();
            const bool isRefused
                = !events && events.error().message.find(": Op") != std::string::npos;
            ::_exit(isOther && isRefused ? 0 : 1);
        }
        int status = 0;
        ::waitpid(pid, &status, 0);
        QCOMPARE(status, 0);
    }
};

QTEST_GUILESS_MAIN(TestBpfEvents)
#include "tst_bpf_events.moc"
