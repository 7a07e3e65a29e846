#pragma once

#include "ui/models/details_content.h"

#include <QAbstractItemModel>
#include <QString>
#include <QStringList>

namespace tw {

/// Sections and rows by indentation, cells apart by `|`; `!` marks a refusal, `#` a remark, `?` a
/// secret.
inline QString detailsText(const DetailsContent& content)
{
    QString text;
    for (const DetailsSection& section : content) {
        text += section.title;
        if (section.count) {
            text += QStringLiteral(" (%1)").arg(*section.count);
        }
        text += QLatin1Char('\n');
        for (const DetailsRow& row : section.rows) {
            const char* mark = row.tone == DetailsTone::Refused  ? "! "
                               : row.tone == DetailsTone::Dimmed ? "# "
                               : row.isSecret                    ? "? "
                                                                 : "";
            text += QLatin1String("  ") + QLatin1String(mark) + row.cells.join(QLatin1Char('|'))
                    + QLatin1Char('\n');
        }
    }
    return text;
}

/// The same of a model, as it is shown: sections with their counts, rows with their words.
inline QString shownText(const QAbstractItemModel& model)
{
    QString text;
    for (int at = 0; at < model.rowCount(); ++at) {
        const QModelIndex section = model.index(at, 0);
        text += section.data().toString() + QLatin1Char('\n');
        for (int row = 0; row < model.rowCount(section); ++row) {
            text += QLatin1String("  ") + model.index(row, 0, section).data().toString()
                    + QLatin1Char('\n');
        }
    }
    return text;
}

/// Small, with something in every part.
inline ProcessDetails exampleDetails()
{
    ProcessDetails details;
    details.command = Bounded<std::string>{{"python3", "-c", "import x\n"}, 3};
    details.directory = "/src";
    details.executable = "/usr/bin/python3.11 (deleted)";
    details.environment = Bounded<std::string>{{"PATH=/bin", "API_TOKEN=s3cret", "HOME=/root"}, 3};
    details.identity = ProcessIdentity{{1000, "ann"},
                                       {0, "root"},
                                       {1000, "ann"},
                                       {1000, "ann"},
                                       Pid{1},
                                       Pid{7},
                                       Pid{8},
                                       "/dev/pts/3",
                                       "/user.slice"};
    details.signals = SignalSets{0x200, 0x200, 0x1000, 0x2};
    details.descriptors = Bounded<OpenDescriptor>{
        {{0, DescriptorKind::Device, "/dev/null", "read", 0, std::nullopt},
         {3, DescriptorKind::File, "/tmp/x", "write append", 17, std::nullopt},
         {4,
          DescriptorKind::Socket,
          "socket:[9]",
          "read write",
          0,
          SocketDetails{"tcp", "127.0.0.1:80", "127.0.0.1:4000", "ESTABLISHED"}},
         {5, DescriptorKind::Socket, "socket:[10]", "read write", 0, std::nullopt}},
        6000};
    details.threads = ThreadList{
        {{{Pid{4711}, "python3", 'S', std::chrono::milliseconds{1500}, "futex_wait_queue"},
          {Pid{4712}, "reader", 'R', std::chrono::seconds{2}, ""}},
         2},
        std::nullopt};
    MemoryDetails memory;
    memory.residentBytes = 310ULL << 20U;
    memory.proportionalBytes = 100ULL << 20U;
    memory.oomScore = 667;
    details.memory = memory;
    details.limits
        = std::vector<ResourceLimit>{{"Max open files", "1024", "4096", "files"},
                                     {"Max stack size", "8388608", "unlimited", "bytes"}};
    return details;
}

} // namespace tw
