#include "core/kernel/process_handles.h"

#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>

namespace tw {

void ProcessHandles::add(ProcessKey key, Handle handle)
{
    m_newest = std::max(m_newest, key);
    m_handles.insert_or_assign(key, std::move(handle));
}

const ProcessHandles::Handle* ProcessHandles::find(ProcessKey key) const
{
    const auto found = m_handles.find(key);
    return found == m_handles.end() ? nullptr : &found->second;
}

SignalOutcome ProcessHandles::send(ProcessKey key, SignalNumber signal)
{
    const auto found = m_handles.find(key);
    if (found == m_handles.end()) {
        const bool wasHere = key.value != 0 && key <= m_newest;
        return wasHere ? SignalOutcome{SignalResult::Gone, {}}
                       : SignalOutcome{SignalResult::Refused, "no such process in this session"};
    }
    Handle& handle = found->second;
    // Nothing of the kind is ever added; if it were, the machine or we ourselves would be hit.
    if (handle.pid.value <= 1 || handle.pid == ownPid()) {
        return {SignalResult::Refused,
                fmt::format("process {} is never signalled", handle.pid.value)};
    }
    if (!handle.pidfd.isOpen() && !reopen(handle)) {
        return {SignalResult::Refused, "no safe handle: it may be another process by now"};
    }
    if (handle.pidfd.hasExited()) {
        return {SignalResult::Gone, {}};
    }
    const auto sent = handle.pidfd.sendSignal(signal);
    if (sent) {
        return {SignalResult::Delivered, {}};
    }
    if (sent.error().code == ESRCH) {
        return {SignalResult::Gone, {}};
    }
    if (const auto owner = readOwner(handle.pid); sent.error().code == EPERM && owner) {
        return {SignalResult::Refused, fmt::format("it belongs to another user (uid {})", *owner)};
    }
    return {SignalResult::Refused, sent.error().message};
}

// The handle is opened first and the start time read afterwards: if it is still the one of the
// birth, the number had not been given away before the handle was there.
bool ProcessHandles::reopen(Handle& handle)
{
    if (!handle.startTicks) {
        return false;
    }
    auto opened = Pidfd::open(handle.pid);
    const auto stat = readProcStat(handle.pid);
    if (!opened || !stat || stat->startTicks != *handle.startTicks) {
        return false;
    }
    handle.pidfd = std::move(*opened);
    return true;
}

} // namespace tw
