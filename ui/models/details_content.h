#pragma once

#include "core/base/clock.h"
#include "core/inspect/process_details.h"
#include "core/tree/process_tree.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace tw {

/// How a row of the details is meant.
enum class DetailsTone
{
    Normal,
    Dimmed, ///< a remark
    Refused ///< it says why something is not there
};

/// A row of a section. A remark and a refusal are one cell, over the whole width.
struct DetailsRow
{
    /// What the row is about, once in its section: a refresh finds the row again by it.
    QString key{};
    QStringList cells{};
    DetailsTone tone{DetailsTone::Normal};
    /// The last cell is shown only when it is asked for.
    bool isSecret{false};

    bool operator==(const DetailsRow&) const = default;
};

/// What is known of one side of a process.
struct DetailsSection
{
    QString title{};
    /// Beside the title: how many there are.
    std::optional<std::uint64_t> count{};
    /// Of the columns behind the first; none where each row is a name and a value.
    QStringList captions{};
    /// Columns in the fixed font.
    std::vector<bool> isFixed{};
    std::vector<DetailsRow> rows{};
};

using DetailsContent = std::vector<DetailsSection>;

/// Of a live process, as it was a moment ago.
[[nodiscard]] DetailsContent liveContent(const ProcessDetails& details);

/// What the record knows of a process, which is what is left of it once it has ended.
[[nodiscard]] DetailsContent recordContent(const ProcessTree& tree, const Process& process);

/// Whether the value of a variable should not be seen by whoever looks over the shoulder. Hides too
/// much rather than too little.
[[nodiscard]] bool isSecret(const QString& name, const QString& value);

} // namespace tw
