#include "ui/windows/environment_table.h"

#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace tw {

namespace {

constexpr int kName = 0;
constexpr int kValue = 1;
constexpr int kUnset = 2;

} // namespace

EnvironmentTable::EnvironmentTable(QWidget* parent) : QWidget(parent)
{
    m_table = new QTableWidget(0, 3, this);
    m_table->setObjectName(QStringLiteral("Environment"));
    m_table->setAccessibleName(tr("Environment"));
    m_table->setHorizontalHeaderLabels({tr("Name"), tr("Value"), tr("Unset")});
    m_table->horizontalHeader()->setSectionResizeMode(kValue, QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(kName, 180);
    m_table->setColumnWidth(kUnset, 64);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->horizontalHeaderItem(kUnset)->setToolTip(
        tr("Start the command without a variable that it would inherit"));
    m_add = new QPushButton(tr("&Add Variable"), this);
    m_add->setAccessibleName(tr("Add Variable"));
    m_remove = new QPushButton(tr("Re&move"), this);
    m_remove->setAccessibleName(tr("Remove Variable"));

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_table);
    layout->addLayout(buttons);

    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({.name = {}, .value = std::string{}});
        m_table->setCurrentCell(m_table->rowCount() - 1, kName);
        m_table->editItem(m_table->currentItem());
    });
    connect(m_remove, &QPushButton::clicked, this, &EnvironmentTable::removeSelected);
    connect(m_table, &QTableWidget::itemChanged, this, &EnvironmentTable::changed);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &EnvironmentTable::updateButtons);
    updateButtons();
}

std::vector<EnvironmentChange> EnvironmentTable::changes() const
{
    std::vector<EnvironmentChange> changes;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        EnvironmentChange change{.name = m_table->item(row, kName)->text().toStdString()};
        if (m_table->item(row, kUnset)->checkState() == Qt::Unchecked) {
            change.value = m_table->item(row, kValue)->text().toStdString();
        }
        if (!change.name.empty()) {
            changes.push_back(std::move(change));
        }
    }
    return changes;
}

void EnvironmentTable::setChanges(const std::vector<EnvironmentChange>& changes)
{
    m_table->setRowCount(0);
    for (const EnvironmentChange& change : changes) {
        addRow(change);
    }
    Q_EMIT changed();
}

QString EnvironmentTable::problem() const
{
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const QString name = m_table->item(row, kName)->text();
        if (name.contains(QLatin1Char('='))) {
            return tr("The name of a variable cannot hold “=”: %1").arg(name);
        }
        if (name.isEmpty() && !m_table->item(row, kValue)->text().isEmpty()) {
            return tr("A variable has a value but no name");
        }
    }
    return {};
}

void EnvironmentTable::addRow(const EnvironmentChange& change)
{
    const QSignalBlocker blocker(m_table);
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    m_table->setItem(row, kName, new QTableWidgetItem(QString::fromStdString(change.name)));
    m_table->setItem(
        row, kValue, new QTableWidgetItem(QString::fromStdString(change.value.value_or(""))));
    auto* unset = new QTableWidgetItem;
    unset->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
    unset->setCheckState(change.value ? Qt::Unchecked : Qt::Checked);
    m_table->setItem(row, kUnset, unset);
}

void EnvironmentTable::removeSelected()
{
    for (int row = m_table->rowCount() - 1; row >= 0; --row) {
        if (m_table->selectionModel()->isRowSelected(row)) {
            m_table->removeRow(row);
        }
    }
    Q_EMIT changed();
}

void EnvironmentTable::updateButtons()
{
    m_remove->setEnabled(m_table->selectionModel()->hasSelection());
}

} // namespace tw
