#include "core/tracking/kernel_recording.h"

#include "core/kernel/blocked_signals.h"
#include "core/kernel/own_process.h"
#include "core/tracking/process_scan.h"

#include <algorithm>
#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr auto kALittle = 50ms;

/// Null where it is refused. What lives already is followed as well; two looks, since it goes on
/// having children.
std::unique_ptr<BpfEvents> openEvents()
{
    auto events = BpfEvents::open();
    for (int looks = 0; events && looks < 2; ++looks) {
        for (const ProcStat& process : scanBelow(ownPid()).processes) {
            (void)(*events)->follow(process.pid);
        }
    }
    return events ? std::move(*events) : nullptr;
}

} // namespace

KernelRecording::KernelRecording(EventLoop& loop)
    : m_start(loop, [this] {
        const BlockedSignals blocked; // as the thread inherits it
        m_opening = std::async(std::launch::async, &openEvents);
    })
{}

void KernelRecording::startNow()
{
    m_events = openEvents();
}

void KernelRecording::startSoon()
{
    m_start.schedule(kALittle);
}

bool KernelRecording::isOn()
{
    if (m_opening.valid() && m_opening.wait_for(0s) == std::future_status::ready) {
        m_events = m_opening.get();
    }
    return m_events != nullptr;
}

bool KernelRecording::refresh()
{
    if (isOn()) {
        m_records.add(m_events->read());
    }
    return m_events != nullptr;
}

void KernelRecording::complete(const KernelEvent& told, std::optional<Program>& program)
{
    auto exec = refresh() ? m_records.takeExec(told.pid, told.time) : std::nullopt;
    if (!exec) {
        return;
    }
    const bool isWhole = exec->command && !exec->isCut && !exec->executable.empty();
    if (!program) {
        program = isWhole ? Program{} : readProgram(told.pid);
    }
    // What was read in /proc may be of a later exec: that is told as well, and has its own record.
    program->readAt = told.time;
    program->name = std::move(exec->name);
    if (!exec->executable.empty()) {
        program->executable = std::move(exec->executable);
    }
    if (exec->command && exec->isCut && !program->command) {
        program->command = std::move(exec->command);
        program->command->back() += "…";
    } else if (exec->command && !exec->isCut) {
        program->command = std::move(exec->command);
    }
}

void KernelRecording::complete(Pid pid, std::chrono::nanoseconds born, ProcessEnd& end)
{
    if (const auto record = refresh() ? m_records.takeEnd(pid, born) : std::nullopt) {
        end.cpuTime = std::max(end.cpuTime, record->cpuTime);
        end.maxResidentBytes = std::max(end.maxResidentBytes, record->maxResidentBytes);
    }
}

} // namespace tw
