#pragma once

#include "core/kernel/bpf_events.h"
#include "core/kernel/event_loop.h"
#include "core/tracking/due_call.h"
#include "core/tracking/exec_records.h"
#include "core/tracking/process_end.h"
#include "core/tracking/program_reader.h"

#include <chrono>
#include <future>
#include <memory>
#include <optional>

namespace tw {

/// Completes what /proc could not tell any more with what the kernel recorded (BpfEvents), where
/// it may be asked to. It never has to: whatever fails, nothing is completed. Owned by the Tracker.
class KernelRecording
{
public:
    explicit KernelRecording(EventLoop& loop);

    /// Returns once it is recorded, or refused.
    void startNow();

    /// In a thread, and not before the loop has turned for a little: a command that ends at once
    /// is over before the preparations would be, and must not wait for them.
    void startSoon();

    [[nodiscard]] bool isOn();

    /// The exec that `told` tells, as it was at that moment. `program` is what was read of it; what
    /// is neither read nor recorded whole is read now.
    void complete(const KernelEvent& told, std::optional<Program>& program);

    /// The end of the process that has had `pid` since `born`; what others saw is kept.
    void complete(Pid pid, std::chrono::nanoseconds born, ProcessEnd& end);

private:
    [[nodiscard]] bool refresh();

    std::unique_ptr<BpfEvents> m_events{};
    ExecRecords m_records{};
    /// Waits for the thread when it goes.
    std::future<std::unique_ptr<BpfEvents>> m_opening{};
    DueCall m_start;
};

} // namespace tw
