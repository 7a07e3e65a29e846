#include "ui/models/details_model.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace tw {

namespace {

QStringList keysOf(const std::vector<DetailsRow>& rows)
{
    QStringList keys;
    for (const DetailsRow& row : rows) {
        keys << row.key;
    }
    return keys;
}

bool hasSameSections(const DetailsContent& one, const DetailsContent& other)
{
    return std::equal(
        one.begin(),
        one.end(),
        other.begin(),
        other.end(),
        [](const DetailsSection& a, const DetailsSection& b) { return a.title == b.title; });
}

/// Whether `part` stands in `whole` in the same order.
bool isSubsequence(const QStringList& part, const QStringList& whole)
{
    qsizetype found = 0;
    for (const QString& key : whole) {
        found += found < part.size() && part[found] == key ? 1 : 0;
    }
    return found == part.size();
}

} // namespace

void DetailsModel::setContent(DetailsContent content)
{
    if (!hasSameSections(m_content, content)) {
        beginResetModel();
        m_content = std::move(content);
        endResetModel();
        return;
    }
    for (std::size_t section = 0; section < content.size(); ++section) {
        mergeSection(static_cast<int>(section), std::move(content[section]));
    }
}

void DetailsModel::clear()
{
    beginResetModel();
    m_content.clear();
    m_revealed.clear();
    m_allRevealed = false;
    endResetModel();
}

void DetailsModel::mergeSection(int section, DetailsSection fresh)
{
    DetailsSection& known = m_content[static_cast<std::size_t>(section)];
    if (std::exchange(known.count, fresh.count) != fresh.count) {
        const QModelIndex changed = index(section, 0);
        Q_EMIT dataChanged(changed, changed);
    }
    removeMissing(section, fresh.rows);
    if (isSubsequence(keysOf(known.rows), keysOf(fresh.rows))) {
        insertNew(section, fresh.rows);
        updateRows(section, std::move(fresh.rows));
    } else {
        replaceRows(section, std::move(fresh.rows));
    }
}

void DetailsModel::removeMissing(int section, const std::vector<DetailsRow>& fresh)
{
    auto& rows = m_content[static_cast<std::size_t>(section)].rows;
    const QStringList list = keysOf(fresh);
    const QSet<QString> stays(list.begin(), list.end());
    for (int last = static_cast<int>(rows.size()) - 1; last >= 0; --last) {
        if (stays.contains(rows[static_cast<std::size_t>(last)].key)) {
            continue;
        }
        int first = last;
        while (first > 0 && !stays.contains(rows[static_cast<std::size_t>(first) - 1].key)) {
            --first;
        }
        beginRemoveRows(index(section, 0), first, last);
        rows.erase(rows.begin() + first, rows.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

void DetailsModel::insertNew(int section, const std::vector<DetailsRow>& fresh)
{
    auto& rows = m_content[static_cast<std::size_t>(section)].rows;
    const auto isKnown = [&rows, &fresh](std::size_t at) {
        return at < rows.size() && rows[at].key == fresh[at].key;
    };
    for (std::size_t first = 0; first < fresh.size(); ++first) {
        if (isKnown(first)) {
            continue;
        }
        // All that stands before the next known row is new.
        const QString next = first < rows.size() ? rows[first].key : QString{};
        std::size_t last = first;
        while (last + 1 < fresh.size() && (next.isNull() || fresh[last + 1].key != next)) {
            ++last;
        }
        beginInsertRows(index(section, 0), static_cast<int>(first), static_cast<int>(last));
        rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(first),
                    fresh.begin() + static_cast<std::ptrdiff_t>(first),
                    fresh.begin() + static_cast<std::ptrdiff_t>(last) + 1);
        endInsertRows();
        first = last;
    }
}

void DetailsModel::updateRows(int section, std::vector<DetailsRow> fresh)
{
    auto& rows = m_content[static_cast<std::size_t>(section)].rows;
    const QModelIndex parent = index(section, 0);
    for (std::size_t first = 0; first < rows.size(); ++first) {
        if (rows[first] == fresh[first]) {
            continue;
        }
        std::size_t last = first;
        while (last + 1 < rows.size() && rows[last + 1] != fresh[last + 1]) {
            ++last;
        }
        std::move(fresh.begin() + static_cast<std::ptrdiff_t>(first),
                  fresh.begin() + static_cast<std::ptrdiff_t>(last) + 1,
                  rows.begin() + static_cast<std::ptrdiff_t>(first));
        Q_EMIT dataChanged(index(static_cast<int>(first), 0, parent),
                           index(static_cast<int>(last), 0, parent));
        first = last;
    }
}

void DetailsModel::replaceRows(int section, std::vector<DetailsRow> fresh)
{
    auto& rows = m_content[static_cast<std::size_t>(section)].rows;
    const QModelIndex parent = index(section, 0);
    if (!rows.empty()) {
        beginRemoveRows(parent, 0, static_cast<int>(rows.size()) - 1);
        rows.clear();
        endRemoveRows();
    }
    if (!fresh.empty()) {
        beginInsertRows(parent, 0, static_cast<int>(fresh.size()) - 1);
        rows = std::move(fresh);
        endInsertRows();
    }
}

void DetailsModel::reveal(const QModelIndex& index)
{
    if (index.isValid() && !isSection(index) && index.data(HiddenRole).toBool()) {
        m_revealed.insert(sectionOf(index).rows[static_cast<std::size_t>(index.row())].key);
        Q_EMIT dataChanged(index, index);
    }
}

void DetailsModel::setAllRevealed(bool revealed)
{
    m_allRevealed = revealed;
    m_revealed.clear();
    for (int section = 0; section < rowCount(); ++section) {
        const QModelIndex parent = index(section, 0);
        if (const int rows = rowCount(parent); rows > 0) {
            Q_EMIT dataChanged(index(0, 0, parent), index(rows - 1, 0, parent));
        }
    }
}

bool DetailsModel::hasSecrets() const
{
    return std::any_of(m_content.begin(), m_content.end(), [](const DetailsSection& section) {
        return std::any_of(section.rows.begin(), section.rows.end(), [](const DetailsRow& row) {
            return row.isSecret;
        });
    });
}

bool DetailsModel::isHidden(const DetailsRow& row) const
{
    return row.isSecret && !m_allRevealed && !m_revealed.contains(row.key);
}

const DetailsSection& DetailsModel::sectionOf(const QModelIndex& index) const
{
    return m_content[static_cast<std::size_t>(
        isSection(index) ? index.row() : static_cast<int>(index.internalId()) - 1)];
}

QModelIndex DetailsModel::index(int row, int column, const QModelIndex& parent) const
{
    if (column != 0 || row < 0 || row >= rowCount(parent)) {
        return {};
    }
    const auto section = parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : 0;
    return createIndex(row, 0, section);
}

QModelIndex DetailsModel::parent(const QModelIndex& child) const
{
    return !child.isValid() || isSection(child)
               ? QModelIndex{}
               : createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr{0});
}

int DetailsModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid()) {
        return static_cast<int>(m_content.size());
    }
    return isSection(parent) ? static_cast<int>(sectionOf(parent).rows.size()) : 0;
}

int DetailsModel::columnCount(const QModelIndex& /*parent*/) const
{
    return 1;
}

QStringList DetailsModel::cells(const QModelIndex& index) const
{
    const DetailsRow& row = sectionOf(index).rows[static_cast<std::size_t>(index.row())];
    QStringList cells = row.cells;
    if (isHidden(row)) {
        cells.last() = tr("•••••••• hidden: press Return to show it");
    }
    return cells;
}

QVariant DetailsModel::sectionData(const DetailsSection& section, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return section.count ? QStringLiteral("%1 %2").arg(
                   section.title, QLocale().toString(qulonglong{*section.count}))
                             : section.title;
    case CellsRole:
        return QStringList(section.title) + section.captions;
    case CountRole:
        return section.count ? QVariant(qulonglong{*section.count}) : QVariant{};
    default:
        return {};
    }
}

QVariant DetailsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const DetailsSection& section = sectionOf(index);
    if (role == SectionRole) {
        return isSection(index) ? index.row() : static_cast<int>(index.internalId()) - 1;
    }
    if (role == FixedRole) {
        return QVariantList(section.isFixed.begin(), section.isFixed.end());
    }
    if (isSection(index)) {
        return sectionData(section, role);
    }
    const DetailsRow& row = section.rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: {
        QStringList filled = cells(index);
        filled.removeAll(QString{});
        return filled.join(QStringLiteral("  "));
    }
    case CellsRole:
        return cells(index);
    case ToneRole:
        return static_cast<int>(row.tone);
    case HiddenRole:
        return isHidden(row);
    default:
        return {};
    }
}

} // namespace tw
