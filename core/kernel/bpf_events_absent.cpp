// What a build without libbpf or clang has in place of bpf_events.cpp.

#include "core/kernel/bpf_events.h"

namespace tw {

void BpfEvents::Closer::operator()(bpf_object*) const {}
void BpfEvents::Closer::operator()(bpf_link*) const {}
void BpfEvents::Closer::operator()(ring_buffer*) const {}

BpfEvents::~BpfEvents() = default;

Result<std::unique_ptr<BpfEvents>> BpfEvents::open()
{
    return failure("record in the kernel: this build has no BPF");
}

Result<void> BpfEvents::follow(Pid)
{
    return {};
}

std::vector<BpfRecord> BpfEvents::read()
{
    return {};
}

} // namespace tw
