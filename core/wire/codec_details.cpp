#include "core/wire/codec_parts.h"

#include <cctype>
#include <limits>

namespace tw {

namespace {

// Overloads in here would hide the declared ones otherwise.
using tw::get;
using tw::put;

constexpr EnumTable<DescriptorKind, proto::DescriptorKind, 6> kKinds{
    {{DescriptorKind::File, proto::DESCRIPTOR_KIND_FILE},
     {DescriptorKind::Directory, proto::DESCRIPTOR_KIND_DIRECTORY},
     {DescriptorKind::Device, proto::DESCRIPTOR_KIND_DEVICE},
     {DescriptorKind::Pipe, proto::DESCRIPTOR_KIND_PIPE},
     {DescriptorKind::Socket, proto::DESCRIPTOR_KIND_SOCKET},
     {DescriptorKind::Anonymous, proto::DESCRIPTOR_KIND_ANONYMOUS}}};

void put(const std::string& text, proto::TextPart& out)
{
    out.set_text(text);
}

std::string get(const proto::TextPart& in, WireCheck& /*check*/)
{
    return in.text();
}

void put(const Bounded<std::string>& strings, proto::StringsPart& out)
{
    put(strings.listed, *out.mutable_listed());
    out.set_total(strings.total);
}

Bounded<std::string> get(const proto::StringsPart& in, WireCheck& check)
{
    checkList(in.listed(), in.total(), kDetailsLimit, check);
    return {get(in.listed()), in.total()};
}

void put(const ProcessIdentity& identity, proto::IdentityPart& out)
{
    put(identity.user, *out.mutable_user());
    put(identity.effectiveUser, *out.mutable_effective_user());
    put(identity.group, *out.mutable_group());
    put(identity.effectiveGroup, *out.mutable_effective_group());
    out.set_parent(toWire(identity.parent));
    out.set_session(toWire(identity.session));
    out.set_process_group(toWire(identity.processGroup));
    out.set_terminal(identity.terminal);
    out.set_cgroup(identity.cgroup);
}

ProcessIdentity get(const proto::IdentityPart& in, WireCheck& check)
{
    return {get(in.user()),
            get(in.effective_user()),
            get(in.group()),
            get(in.effective_group()),
            check.pid(in.parent()),
            check.pid(in.session()),
            check.pid(in.process_group()),
            in.terminal(),
            in.cgroup()};
}

void put(const SignalSets& sets, proto::SignalsPart& out)
{
    out.set_pending(sets.pending);
    out.set_blocked(sets.blocked);
    out.set_ignored(sets.ignored);
    out.set_caught(sets.caught);
}

SignalSets get(const proto::SignalsPart& in, WireCheck& /*check*/)
{
    return {in.pending(), in.blocked(), in.ignored(), in.caught()};
}

void put(const OpenDescriptor& descriptor, proto::OpenDescriptor& out)
{
    out.set_fd(static_cast<std::uint32_t>(descriptor.fd));
    out.set_kind(toWire(kKinds, descriptor.kind));
    out.set_target(descriptor.target);
    out.set_flags(descriptor.flags);
    out.set_offset(descriptor.offset);
    if (descriptor.socket) {
        auto& socket = *out.mutable_socket();
        socket.set_protocol(descriptor.socket->protocol);
        socket.set_local(descriptor.socket->local);
        socket.set_peer(descriptor.socket->peer);
        socket.set_state(descriptor.socket->state);
    }
}

OpenDescriptor get(const proto::OpenDescriptor& in, WireCheck& check)
{
    check.require(in.fd() <= std::numeric_limits<int>::max(), "a descriptor is out of range");
    OpenDescriptor descriptor{static_cast<int>(in.fd() & std::numeric_limits<int>::max()),
                              fromWire(kKinds, in.kind(), check, "unknown kind of a descriptor"),
                              in.target(),
                              in.flags(),
                              in.offset(),
                              std::nullopt};
    if (in.has_socket()) {
        const proto::SocketDetails& socket = in.socket();
        descriptor.socket
            = SocketDetails{socket.protocol(), socket.local(), socket.peer(), socket.state()};
    }
    return descriptor;
}

void put(const Bounded<OpenDescriptor>& descriptors, proto::DescriptorsPart& out)
{
    for (const OpenDescriptor& one : descriptors.listed) {
        put(one, *out.add_listed());
    }
    out.set_total(descriptors.total);
}

Bounded<OpenDescriptor> get(const proto::DescriptorsPart& in, WireCheck& check)
{
    checkList(in.listed(), in.total(), kDetailsLimit, check);
    Bounded<OpenDescriptor> descriptors{{}, in.total()};
    for (const proto::OpenDescriptor& one : in.listed()) {
        descriptors.listed.push_back(get(one, check));
    }
    return descriptors;
}

void put(const ThreadDetails& thread, proto::ThreadDetails& out)
{
    out.set_tid(toWire(thread.tid));
    out.set_name(thread.name);
    out.set_state(static_cast<unsigned char>(thread.state));
    out.set_cpu_time_ns(static_cast<std::uint64_t>(thread.cpuTime.count()));
    out.set_wait_channel(thread.waitChannel);
}

ThreadDetails get(const proto::ThreadDetails& in, WireCheck& check)
{
    const auto state = static_cast<unsigned char>(in.state() & 0xff);
    check.require(in.state() <= 'z' && std::isalpha(state) != 0,
                  "the state of a thread is not a letter");
    return {check.pid(in.tid()),
            in.name(),
            static_cast<char>(state),
            check.cpuTime(in.cpu_time_ns()),
            in.wait_channel()};
}

void put(const ThreadList& list, proto::ThreadsPart& out)
{
    for (const ThreadDetails& one : list.threads.listed) {
        put(one, *out.add_listed());
    }
    out.set_total(list.threads.total);
    if (list.noWaitChannels) {
        put(*list.noWaitChannels, *out.mutable_no_wait_channels());
    }
}

ThreadList get(const proto::ThreadsPart& in, WireCheck& check)
{
    checkList(in.listed(), in.total(), kDetailsLimit, check);
    ThreadList list{{{}, in.total()}, std::nullopt};
    for (const proto::ThreadDetails& one : in.listed()) {
        list.threads.listed.push_back(get(one, check));
    }
    if (in.has_no_wait_channels()) {
        list.noWaitChannels = get(in.no_wait_channels());
    }
    return list;
}

void put(std::uint64_t count, proto::BytesPart& out)
{
    out.set_count(count);
}

std::uint64_t get(const proto::BytesPart& in, WireCheck& /*check*/)
{
    return in.count();
}

void put(const std::vector<ResourceLimit>& limits, proto::LimitsPart& out)
{
    for (const ResourceLimit& limit : limits) {
        auto& to = *out.add_listed();
        to.set_name(limit.name);
        to.set_soft(limit.soft);
        to.set_hard(limit.hard);
        to.set_unit(limit.unit);
    }
}

std::vector<ResourceLimit> get(const proto::LimitsPart& in, WireCheck& check)
{
    checkList(in.listed(), kDetailsLimit, kDetailsLimit, check);
    std::vector<ResourceLimit> limits;
    for (const proto::ResourceLimit& one : in.listed()) {
        limits.push_back({one.name(), one.soft(), one.hard(), one.unit()});
    }
    return limits;
}

// Has a part of its own, and so stands behind the templates.
void put(const MemoryDetails& memory, proto::MemoryPart& out);
MemoryDetails get(const proto::MemoryPart& in, WireCheck& check);

template <typename T, typename Part>
void putPart(const Result<T>& part, Part& out)
{
    if (part) {
        put(*part, out);
    } else {
        put(part.error(), *out.mutable_error());
    }
}

/// `T` is told by the caller: of some parts it is the result of a conversion.
template <typename T, typename Part>
Result<T> getPart(const Part& in, WireCheck& check)
{
    if (in.has_error()) {
        return tl::unexpected<Error>{get(in.error())};
    }
    return get(in, check);
}

void put(const MemoryDetails& memory, proto::MemoryPart& out)
{
    out.set_virtual_bytes(memory.virtualBytes);
    out.set_resident_bytes(memory.residentBytes);
    out.set_max_resident_bytes(memory.maxResidentBytes);
    out.set_anonymous_bytes(memory.anonymousBytes);
    out.set_file_bytes(memory.fileBytes);
    out.set_shared_bytes(memory.sharedBytes);
    out.set_swap_bytes(memory.swapBytes);
    putPart(memory.proportionalBytes, *out.mutable_proportional());
    out.set_oom_score(memory.oomScore);
    out.set_oom_score_adjustment(memory.oomScoreAdjustment);
}

MemoryDetails get(const proto::MemoryPart& in, WireCheck& check)
{
    return {in.virtual_bytes(),
            in.resident_bytes(),
            in.max_resident_bytes(),
            in.anonymous_bytes(),
            in.file_bytes(),
            in.shared_bytes(),
            in.swap_bytes(),
            getPart<std::uint64_t>(in.proportional(), check),
            in.oom_score(),
            in.oom_score_adjustment()};
}

void put(const ProcessDetails& details, proto::DetailsAnswer& out)
{
    putPart(details.command, *out.mutable_command());
    putPart(details.directory, *out.mutable_directory());
    putPart(details.executable, *out.mutable_executable());
    putPart(details.environment, *out.mutable_environment());
    putPart(details.identity, *out.mutable_identity());
    putPart(details.signals, *out.mutable_signals());
    putPart(details.descriptors, *out.mutable_descriptors());
    putPart(details.threads, *out.mutable_threads());
    putPart(details.memory, *out.mutable_memory());
    putPart(details.limits, *out.mutable_limits());
}

} // namespace

void put(const DetailsRequest& request, proto::DetailsRequest& out)
{
    out.set_id(request.id);
    out.set_key(request.key.value);
}

DetailsRequest get(const proto::DetailsRequest& in, WireCheck& /*check*/)
{
    return {in.id(), ProcessKey{in.key()}};
}

void put(const DetailsAnswer& answer, proto::DetailsAnswer& out)
{
    out.set_id(answer.id);
    out.set_key(answer.key.value);
    if (answer.details) {
        put(*answer.details, out);
    } else {
        put(answer.details.error(), *out.mutable_error());
    }
}

DetailsAnswer get(const proto::DetailsAnswer& in, WireCheck& check)
{
    DetailsAnswer answer{in.id(), ProcessKey{in.key()}, {}};
    if (in.has_error()) {
        answer.details = tl::unexpected<Error>{get(in.error())};
        return answer;
    }
    answer.details = ProcessDetails{getPart<Bounded<std::string>>(in.command(), check),
                                    getPart<std::string>(in.directory(), check),
                                    getPart<std::string>(in.executable(), check),
                                    getPart<Bounded<std::string>>(in.environment(), check),
                                    getPart<ProcessIdentity>(in.identity(), check),
                                    getPart<SignalSets>(in.signals(), check),
                                    getPart<Bounded<OpenDescriptor>>(in.descriptors(), check),
                                    getPart<ThreadList>(in.threads(), check),
                                    getPart<MemoryDetails>(in.memory(), check),
                                    getPart<std::vector<ResourceLimit>>(in.limits(), check)};
    return answer;
}

} // namespace tw
