#include "core/kernel/bpf_events.h"

#include "core/kernel/own_process.h"

#include <cerrno>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

// The compiled program, as it is on disk in the build folder.
asm(".pushsection .rodata\n"
    ".balign 16\n"
    "treewardenBpfBegin:\n"
    ".incbin \"" TREEWARDEN_BPF_OBJECT "\"\n"
    "treewardenBpfEnd:\n"
    ".popsection\n"
    ".globl treewardenBpfBegin\n"
    ".globl treewardenBpfEnd\n");
extern "C" const std::byte treewardenBpfBegin[];
extern "C" const std::byte treewardenBpfEnd[];

namespace tw {

namespace {

// Larger than a pointer error of libbpf, which never comes with an errno of 0.
tl::unexpected<Error> bpfError(const std::string& what)
{
    return systemError("record in the kernel: " + what);
}

// As an ordinary user, or in a container: found out for less than the lookups cost.
Result<void> checkPermission()
{
    const int map = ::bpf_map_create(BPF_MAP_TYPE_RINGBUF,
                                     "tw_probe",
                                     0,
                                     0,
                                     static_cast<__u32>(::sysconf(_SC_PAGESIZE)),
                                     nullptr);
    if (map < 0) {
        return bpfError("bpf(BPF_MAP_CREATE)");
    }
    ::close(map);
    return {};
}

} // namespace

void BpfEvents::Closer::operator()(bpf_object* object) const
{
    ::bpf_object__close(object);
}

void BpfEvents::Closer::operator()(bpf_link* link) const
{
    (void)::bpf_link__destroy(link);
}

void BpfEvents::Closer::operator()(ring_buffer* ring) const
{
    ::ring_buffer__free(ring);
}

Result<std::unique_ptr<BpfEvents>> BpfEvents::open()
{
    std::unique_ptr<BpfEvents> events{new BpfEvents};
    auto opened = checkPermission()
                      .and_then([&] { return events->load(); })
                      .and_then([&] { return events->mapRecords(); })
                      .and_then([&] { return events->follow(ownPid()); })
                      .and_then([&] { return events->attach(); });
    if (!opened) {
        return tl::unexpected{opened.error()};
    }
    return events;
}

BpfEvents::~BpfEvents() = default;

Result<void> BpfEvents::load()
{
    // Not a word on stderr, which is the command's.
    ::libbpf_set_print(nullptr);
    const auto size = static_cast<std::size_t>(treewardenBpfEnd - treewardenBpfBegin);
    m_object.reset(::bpf_object__open_mem(treewardenBpfBegin, size, nullptr));
    if (!m_object) {
        return bpfError("bpf_object__open_mem");
    }
    if (::bpf_object__load(m_object.get()) != 0) {
        return bpfError("bpf(BPF_PROG_LOAD)");
    }
    return {};
}

Result<void> BpfEvents::attach()
{
    bpf_program* program = nullptr;
    while ((program = ::bpf_object__next_program(m_object.get(), program)) != nullptr) {
        m_links.emplace_back(::bpf_program__attach(program));
        if (!m_links.back()) {
            return bpfError(std::string{"bpf_program__attach "} + ::bpf_program__name(program));
        }
    }
    return {};
}

Result<void> BpfEvents::mapRecords()
{
    const auto take = [](void* context, void* data, std::size_t size) {
        auto& records = *static_cast<std::vector<BpfRecord>*>(context);
        if (auto record = parseBpfRecord({static_cast<const std::byte*>(data), size})) {
            records.push_back(std::move(*record));
        }
        return 0;
    };
    const int map = ::bpf_object__find_map_fd_by_name(m_object.get(), "records");
    m_ring.reset(::ring_buffer__new(map, take, &m_read, nullptr));
    if (!m_ring) {
        return bpfError("ring_buffer__new");
    }
    return {};
}

Result<void> BpfEvents::follow(Pid pid)
{
    const __s32 key = pid.value;
    const bpf_map* members = ::bpf_object__find_map_by_name(m_object.get(), "members");
    const std::vector<std::byte> none(::bpf_map__value_size(members));
    const auto done
        = ::bpf_map__update_elem(members, &key, sizeof key, none.data(), none.size(), BPF_NOEXIST);
    return done == 0 || done == -EEXIST ? Result<void>{} : bpfError("bpf(BPF_MAP_UPDATE_ELEM)");
}

std::vector<BpfRecord> BpfEvents::read()
{
    (void)::ring_buffer__consume(m_ring.get());
    return std::exchange(m_read, {});
}

} // namespace tw
