#pragma once

#include "core/tracking/tracker.h"
#include "core/tree/process_tree.h"
#include "tests/core/tracking/fact_script.h"
#include "tests/support/print_values.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace tw {

inline std::string testchild()
{
    return QCoreApplication::applicationDirPath().toStdString() + "/testchild";
}

/// A launch of testchild, its pipes, and the tree that the tracker records.
class Bench
{
public:
    explicit Bench(TrackingChoice choice)
    {
        keep(Tracker::open(*m_loop, m_clock, m_handles, choice, sink()));
    }

    explicit Bench(std::unique_ptr<TrackingSource> source)
    {
        keep(Tracker::open(*m_loop, m_clock, m_handles, std::move(source), sink()));
    }

    void launch(std::vector<std::string> words)
    {
        std::array<int, 2> in{};
        std::array<int, 2> out{};
        QCOMPARE(::pipe2(in.data(), O_CLOEXEC) + ::pipe2(out.data(), O_CLOEXEC), 0);
        m_input.reset(in[1]);
        m_output.reset(out[0]);
        ::fcntl(out[0], F_SETFL, O_NONBLOCK);
        const UniqueFd childInput{in[0]};
        const UniqueFd childOutput{out[1]};
        words.insert(words.begin(), testchild());
        SpawnRequest request;
        request.argv = words;
        // The leak check of an instrumented child is one more process.
        request.environment
            = {"PATH=/usr/bin:/bin", "TREEWARDEN_LAUNCH=bench-1", "ASAN_OPTIONS=detect_leaks=0"};
        request.streams = {childInput.get(), childOutput.get(), 2};
        auto spawned = spawn(request);
        QVERIFY(spawned.has_value());
        m_id = m_tracker->adopt(std::move(*spawned), words, "/", "bench-1").first;
    }

    /// Turns the loop until `count` processes have said that they are ready.
    void awaitReady(int count)
    {
        QVERIFY(turnUntil([&] {
            readOutput();
            return m_ready >= count;
        }));
    }

    void readOutput()
    {
        std::array<char, 4096> bytes{};
        const auto size = ::read(m_output.get(), bytes.data(), bytes.size());
        m_ready += static_cast<int>(
            std::count(bytes.begin(), bytes.begin() + std::max<ssize_t>(size, 0), '\n'));
    }

    /// Closes stdin, which ends everything that holds, and waits for the end of the tree.
    void awaitEnd()
    {
        m_input.reset();
        QVERIFY(turnUntil([&] { return m_tree.find(m_id)->alive == 0; }));
        m_tracker->settle();
        QCOMPARE(m_tree.find(m_id)->alive, std::size_t{0});
        QVERIFY2(m_text.find("REFUSED") == std::string::npos, m_text.c_str());
    }

    template <typename Condition>
    bool turnUntil(Condition condition)
    {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) {
                return false;
            }
            m_loop->turn(std::chrono::milliseconds{10});
        }
        return true;
    }

    /// Statuses of all members in order of birth: "exit 0, exit 7".
    [[nodiscard]] std::string statuses() const
    {
        std::string text;
        for (const ProcessKey key : m_tree.find(m_id)->members) {
            const auto status = m_tree.find(key)->status;
            text += (text.empty() ? "" : ", ") + (status ? status->text() : "unknown");
        }
        return text;
    }

    [[nodiscard]] const Process& member(std::size_t index) const
    {
        return *m_tree.find(m_tree.find(m_id)->members.at(index));
    }
    [[nodiscard]] std::size_t memberCount() const { return m_tree.find(m_id)->members.size(); }

    SystemClock m_clock{};
    std::unique_ptr<EventLoop> m_loop{std::move(*EventLoop::open(m_clock))};
    ProcessHandles m_handles{};
    ProcessTree m_tree{};
    std::string m_text{};
    std::string m_error{};
    std::unique_ptr<Tracker> m_tracker{};
    LaunchId m_id{};
    UniqueFd m_input{};
    UniqueFd m_output{};
    int m_ready{0};

private:
    void keep(Result<std::unique_ptr<Tracker>> tracker)
    {
        m_error = tracker ? "" : tracker.error().message;
        m_tracker = tracker ? std::move(*tracker) : nullptr;
    }

    Tracker::Sink sink()
    {
        return [this](Time time, TreeEvent event) {
            const auto applied = m_tree.apply(time, event);
            if (!applied) {
                m_text += "REFUSED " + applied.error().message + "\n";
            }
            m_text += eventLine(event);
        };
    }
};

} // namespace tw
