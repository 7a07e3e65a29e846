#include "core/kernel/process_handles.h"

#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"
#include "core/kernel/thread_priority.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>

namespace tw {

namespace {

std::vector<Pid> ownAncestors()
{
    std::vector<Pid> ancestors;
    constexpr std::size_t kMost = 1000;
    for (Pid pid = ownParent(); pid.value > 0 && ancestors.size() < kMost;) {
        ancestors.push_back(pid);
        const auto stat = readProcStat(pid);
        pid = stat ? stat->parent : Pid{};
    }
    return ancestors;
}

bool isKernelThread(Pid pid)
{
    // Theirs is group 0. So is, seen from within a pid namespace, every group from outside.
    if (processGroup(pid).value_or(Pid{1}).value != 0) {
        return false;
    }
    // Their parent, and process 2 of the machine; within a pid namespace that may be anybody.
    constexpr Pid kThreadDaemon{2};
    const auto stat = readProcStat(pid);
    const bool isOfDaemon = stat && (stat->parent == kThreadDaemon || pid == kThreadDaemon);
    return isOfDaemon && readName(kThreadDaemon) == "kthreadd";
}

/// Whoever had that number has ended and been reaped.
bool isNobodys(Pid pid)
{
    const auto opened = Pidfd::open(pid);
    return !opened && opened.error().code == ESRCH;
}

bool descendsFromUs(Pid pid)
{
    constexpr int kDeepest = 10'000;
    for (int depth = 0; depth < kDeepest && pid.value > 1; ++depth) {
        const auto stat = readProcStat(pid);
        if (!stat) {
            return false;
        }
        if (stat->parent == ownPid()) {
            return true;
        }
        pid = stat->parent;
    }
    return false;
}

} // namespace

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

/// Of a tree that was attached to, ourselves and all to whom we belong may be a part.
bool ProcessHandles::isUntouchable(Pid pid)
{
    if (pid.value <= 1 || pid == ownPid() || pid == ownParent()) {
        return true;
    }
    // Read once: whoever takes the place of one of them is an ancestor already.
    if (m_ancestors.empty()) {
        m_ancestors = ownAncestors();
    }
    return std::find(m_ancestors.begin(), m_ancestors.end(), pid) != m_ancestors.end();
}

SignalOutcome ProcessHandles::send(ProcessKey key, SignalNumber signal)
{
    return sendAll({key}, signal).front();
}

std::vector<SignalOutcome> ProcessHandles::sendAll(const std::vector<ProcessKey>& keys,
                                                   SignalNumber signal)
{
    std::vector<SignalOutcome> outcomes(keys.size());
    std::vector<std::pair<std::size_t, const Handle*>> reachable;
    for (std::size_t index = 0; index < keys.size(); ++index) {
        if (auto objected = objection(keys[index])) {
            outcomes[index] = std::move(*objected);
        } else {
            reachable.emplace_back(index, find(keys[index]));
        }
    }
    std::vector<Result<void>> sent;
    sent.reserve(reachable.size());
    {
        const UndisturbedThread undisturbed;
        for (const auto& [index, handle] : reachable) {
            sent.push_back(handle->pidfd.sendSignal(signal));
        }
    }
    for (std::size_t next = 0; next < reachable.size(); ++next) {
        const auto& [index, handle] = reachable[next];
        outcomes[index] = outcomeOf(*handle, sent[next]);
    }
    return outcomes;
}

std::optional<SignalOutcome> ProcessHandles::objection(ProcessKey key)
{
    const auto found = m_handles.find(key);
    if (found == m_handles.end()) {
        const bool wasHere = key.value != 0 && key <= m_newest;
        return wasHere ? SignalOutcome{SignalResult::Gone, {}}
                       : SignalOutcome{SignalResult::Refused, "no such process in this session"};
    }
    Handle& handle = found->second;
    if (isUntouchable(handle.pid) || isKernelThread(handle.pid)) {
        return SignalOutcome{SignalResult::Refused,
                             fmt::format("process {} is never signalled", handle.pid.value)};
    }
    if (!handle.pidfd.isOpen() && isNobodys(handle.pid)) {
        return SignalOutcome{SignalResult::Gone, {}};
    }
    if (!handle.pidfd.isOpen() && !reopen(handle)) {
        return SignalOutcome{SignalResult::Refused,
                             "no safe handle: it may be another process by now"};
    }
    if (handle.pidfd.hasExited()) {
        return SignalOutcome{SignalResult::Gone, {}};
    }
    return std::nullopt;
}

SignalOutcome ProcessHandles::outcomeOf(const Handle& handle, const Result<void>& sent)
{
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

bool ProcessHandles::hasEnded(ProcessKey key) const
{
    const Handle* handle = find(key);
    if (handle == nullptr) {
        return key.value != 0 && key <= m_newest;
    }
    return handle->pidfd.isOpen() ? handle->pidfd.hasExited() : isNobodys(handle->pid);
}

// The handle is opened first and the start time read afterwards: if it is still the one of the
// birth, the number had not been given away before the handle was there. Start times count in 10 ms
// only, so that alone is no proof; a stranger does not descend from us.
bool ProcessHandles::reopen(Handle& handle)
{
    if (!handle.startTicks) {
        return false;
    }
    auto opened = Pidfd::open(handle.pid);
    const auto stat = readProcStat(handle.pid);
    if (!opened || !stat || stat->startTicks != *handle.startTicks || !descendsFromUs(handle.pid)) {
        return false;
    }
    handle.pidfd = std::move(*opened);
    return true;
}

} // namespace tw
