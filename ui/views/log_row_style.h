#pragma once

#include "ui/models/log_model.h"
#include "ui/views/log_colors.h"

#include <QString>
#include <QTextLayout>

#include <optional>

namespace tw {

/// The text of a row and how its parts look, ready to be laid out.
struct StyledRow
{
    QString text{};
    QList<QTextLayout::FormatRange> formats{};
    /// Every character is one cell of the fixed font wide.
    bool isUniform{true};
    std::optional<SourceLink> link{};
};

/// What is marked in every row that holds it.
struct FindTerm
{
    QString text{};
    Qt::CaseSensitivity sensitivity{Qt::CaseInsensitive};

    bool operator==(const FindTerm&) const = default;
};

[[nodiscard]] StyledRow styleRow(const LogRow& row, const LogColors& colors, const FindTerm& find);

/// How long the verb is that a record begins with: all before the arrow, or nothing.
[[nodiscard]] qsizetype verbLength(const QString& record);

} // namespace tw
