#include "core/inspect/access_rule.h"

#include "core/inspect/proc_text.h"
#include "core/kernel/own_process.h"

#include <cerrno>

#include <fmt/format.h>

namespace tw {

namespace {

std::string accountText(std::uint32_t id, AccountNames& names)
{
    const std::string& name = names.user(id);
    return name.empty() ? fmt::format("uid {}", id) : fmt::format("{} (uid {})", name, id);
}

} // namespace

AccessFacts readAccessFacts(const ProcFolder& folder, std::string_view status)
{
    AccessFacts facts;
    facts.ownUser = ownUser();
    facts.user = facts.ownUser;
    facts.isOwnUser = true;
    if (const auto ids = statusIds(status, "Uid")) {
        for (const std::size_t which : {0U, 1U, 2U}) {
            if ((*ids)[which] != facts.ownUser && facts.isOwnUser) {
                facts.isOwnUser = false;
                facts.user = (*ids)[which];
            }
        }
        const auto owner = folder.owner();
        facts.isDumpable = !owner || *owner == (*ids)[1];
    }
    facts.capabilities = statusSet(status, "CapPrm");
    if (const auto own = ProcFolder::open(ownPid())) {
        facts.ownCapabilities = statusSet(own->read("status").value_or(""), "CapEff");
    }
    return facts;
}

std::string brokenRule(const AccessFacts& facts, AccountNames& names)
{
    const std::string needed = "needs the same user, or ptrace access (CAP_SYS_PTRACE); ";
    if (!facts.isOwnUser) {
        return fmt::format("{}it belongs to {}, the agent runs as {}",
                           needed,
                           accountText(facts.user, names),
                           accountText(facts.ownUser, names));
    }
    if (!facts.isDumpable) {
        return needed
               + "the process is not dumpable: it was executed with other rights, or has asked for "
                 "that by prctl(2)";
    }
    if ((facts.capabilities & ~facts.ownCapabilities) != 0) {
        return needed + "it has capabilities that the agent lacks";
    }
    return needed + "a security module of the kernel, or its user namespace, forbids it";
}

Error whyNotSeen(const Error& error, std::string_view ownMountinfo)
{
    const std::string hidepid = parseHidepid(ownMountinfo);
    const bool refused = error.code == EPERM || error.code == EACCES;
    if (!hidepid.empty()) {
        return {error.code,
                fmt::format("{}; /proc is mounted with hidepid={}, which hides processes of other "
                            "users: needs root, or the group of its gid= option",
                            error.message,
                            hidepid)};
    }
    if (!refused) {
        return {error.code, error.message + ": the process has ended"};
    }
    return error;
}

} // namespace tw
