#pragma once

#include "core/kernel/proc_connector.h"
#include "core/kernel/wake_fd.h"
#include "core/tracking/program_reader.h"
#include "core/tracking/reading_pace.h"
#include "core/tracking/tracking_source.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace tw {

/// Reads the proc connector in a thread that does nothing else: the kernel's buffer is emptied
/// whatever the loop is doing, and the argv of a short program is read while it lives. Both threads
/// read under one lock, so read() has all that the kernel told before the call, in its order.
/// Owned by the ExactSource; all functions are for the loop's thread.
class EventReader
{
public:
    [[nodiscard]] static Result<std::unique_ptr<EventReader>>
    start(std::unique_ptr<ProcConnector> connector);

    EventReader(const EventReader&) = delete;
    EventReader& operator=(const EventReader&) = delete;
    ~EventReader();

    /// Readable when there is something to read.
    [[nodiscard]] int fd() const { return m_wakeOwner.fd(); }

    void read(SourceBatch& batch);
    void follow(const std::vector<Pid>& pids);
    void hurry();
    void leavePrograms(std::chrono::nanoseconds from);

private:
    /// Some 20 MB. Full, the thread leaves the rest to the kernel, which counts what it drops.
    static constexpr std::size_t kMostEvents = 262'144;

    EventReader(std::unique_ptr<ProcConnector> connector, WakeFd wakeOwner, WakeFd wakeThread);

    /// What the thread is to wait for.
    struct Wait
    {
        bool leavesSocket{false};
        std::optional<std::chrono::nanoseconds> longest{};
    };

    void run();
    [[nodiscard]] Wait takeTurn();
    /// False where more may be waiting.
    bool receive();

    std::unique_ptr<ProcConnector> m_connector;
    WakeFd m_wakeOwner;
    WakeFd m_wakeThread;

    std::mutex m_mutex{};
    SourceBatch m_queue{};
    ProgramReader m_programs{};
    ReadingPace m_pace{};
    std::chrono::nanoseconds m_delivered{0};
    bool m_isOwnerWoken{false};
    bool m_isStopping{false};

    std::thread m_thread{};
};

} // namespace tw
