#pragma once

#include "ui/models/log_model.h"
#include "ui/views/log_colors.h"

#include <QFontMetrics>
#include <QString>
#include <QTextLayout>

#include <optional>
#include <vector>

namespace tw {

/// A piece of a record's text that does something where it is clicked.
struct OfferLink
{
    TextRange range{};
    SurvivorAction action{};

    bool operator==(const OfferLink&) const = default;
};

/// The text of a row and how its parts look, ready to be laid out.
struct StyledRow
{
    QString text{};
    QList<QTextLayout::FormatRange> formats{};
    /// Every character is one cell of the fixed font wide.
    bool isUniform{true};
    std::optional<SourceLink> link{};
    /// At the end of the text.
    std::vector<OfferLink> offers{};
};

/// What is marked in every row that holds it.
struct FindTerm
{
    QString text{};
    Qt::CaseSensitivity sensitivity{Qt::CaseInsensitive};

    bool operator==(const FindTerm&) const = default;
};

[[nodiscard]] StyledRow styleRow(const LogRow& row, const LogColors& colors, const FindTerm& find);

/// The row with its sentence cut to `width` pixels of `metrics`, so that what it offers is seen.
/// Rows without offers stay as they are.
[[nodiscard]] StyledRow
fitOffers(StyledRow styled, const LogColors& colors, const QFontMetrics& metrics, int width);

/// How long the verb is that a record begins with: all before the arrow, or nothing.
[[nodiscard]] qsizetype verbLength(const QString& record);

} // namespace tw
