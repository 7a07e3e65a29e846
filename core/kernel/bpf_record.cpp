#include "core/kernel/bpf_record.h"

#include "core/kernel/bpf_record_layout.h"
#include "core/kernel/proc_fs.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace tw {

namespace {

using std::chrono::nanoseconds;

std::string joinPath(std::string_view text)
{
    std::vector<std::string> names = splitNulTerminated(text);
    std::reverse(names.begin(), names.end());
    std::string path;
    for (const std::string& name : names) {
        path += "/" + name;
    }
    return path;
}

std::string nameOf(const tw_record& head)
{
    return {head.name, ::strnlen(head.name, sizeof head.name)};
}

ExecRecord execRecord(const tw_record& head, std::string_view text)
{
    ExecRecord record;
    record.time = nanoseconds{head.time};
    record.pid = Pid{head.pid};
    record.name = nameOf(head);
    record.executable = joinPath(text.substr(0, head.path_bytes));
    const auto arguments = text.substr(head.path_bytes, head.argument_bytes);
    if (!arguments.empty()) {
        record.command = splitNulTerminated(arguments);
    }
    record.isCut = head.is_cut != 0;
    return record;
}

EndRecord endRecord(const tw_record& head)
{
    EndRecord record;
    record.time = nanoseconds{head.time};
    record.pid = Pid{head.pid};
    if (head.cpu_time > 0) {
        record.cpuTime = nanoseconds{head.cpu_time};
    }
    if (head.resident > 0) {
        record.maxResidentBytes = head.resident * pageSize();
    }
    return record;
}

} // namespace

std::optional<BpfRecord> parseBpfRecord(std::span<const std::byte> bytes)
{
    tw_record head{};
    if (bytes.size() < sizeof head) {
        return std::nullopt;
    }
    std::memcpy(&head, bytes.data(), sizeof head);
    const auto rest = bytes.subspan(sizeof head);
    if (head.kind == TW_ENDED) {
        return endRecord(head);
    }
    const std::uint64_t told = std::uint64_t{head.path_bytes} + head.argument_bytes;
    if (head.kind != TW_EXECUTED || rest.size() < told) {
        return std::nullopt;
    }
    const std::string_view text{reinterpret_cast<const char*>(rest.data()), rest.size()};
    return execRecord(head, text);
}

} // namespace tw
