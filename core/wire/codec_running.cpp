#include "core/wire/codec_parts.h"

namespace tw {

namespace {

// Overloads in here would hide the declared ones otherwise.
using tw::get;
using tw::put;

void put(const RunningProcess& process, proto::RunningProcess& out)
{
    out.set_pid(toWire(process.pid));
    out.set_parent(toWire(process.parent));
    put(process.user, *out.mutable_user());
    out.set_name(process.name);
    put(process.command, *out.mutable_command());
    out.set_start_ticks(process.startTicks);
    out.set_is_kernel_thread(process.isKernelThread);
    out.set_is_zombie(process.isZombie);
}

RunningProcess get(const proto::RunningProcess& in, WireCheck& check)
{
    return {check.pid(in.pid()),
            check.pid(in.parent()),
            get(in.user()),
            in.name(),
            get(in.command()),
            in.start_ticks(),
            in.is_kernel_thread(),
            in.is_zombie()};
}

} // namespace

void put(const Account& account, proto::Account& out)
{
    out.set_id(account.id);
    out.set_name(account.name);
}

Account get(const proto::Account& in)
{
    return Account{in.id(), in.name()};
}

void put(const ProcessListRequest& request, proto::ProcessListRequest& out)
{
    out.set_id(request.id);
}

ProcessListRequest get(const proto::ProcessListRequest& in, WireCheck& /*check*/)
{
    return {in.id()};
}

void put(const ProcessListAnswer& answer, proto::ProcessListAnswer& out)
{
    out.set_id(answer.id);
    for (const RunningProcess& process : answer.processes.listed) {
        put(process, *out.add_listed());
    }
    out.set_total(answer.processes.total);
}

ProcessListAnswer get(const proto::ProcessListAnswer& in, WireCheck& check)
{
    checkList(in.listed(), in.total(), kRunningLimit, check);
    ProcessListAnswer answer{in.id(), {{}, in.total()}};
    for (const proto::RunningProcess& process : in.listed()) {
        answer.processes.listed.push_back(get(process, check));
    }
    return answer;
}

} // namespace tw
