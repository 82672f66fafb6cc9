import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import leads.models.stages


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0013_list_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="gate",
            name="stage",
            field=models.CharField(
                choices=leads.models.stages.stage_choices, max_length=20, verbose_name="before stage"
            ),
        ),
        migrations.AlterField(
            model_name="historicalgate",
            name="stage",
            field=models.CharField(
                choices=leads.models.stages.stage_choices, max_length=20, verbose_name="before stage"
            ),
        ),
        migrations.AlterField(
            model_name="historicallead",
            name="stage",
            field=models.CharField(
                choices=leads.models.stages.stage_choices, default="clue", max_length=20, verbose_name="stage"
            ),
        ),
        migrations.AlterField(
            model_name="historicalstageapproval",
            name="stage",
            field=models.CharField(choices=leads.models.stages.stage_choices, max_length=20, verbose_name="for stage"),
        ),
        migrations.AlterField(
            model_name="lead",
            name="stage",
            field=models.CharField(
                choices=leads.models.stages.stage_choices, default="clue", max_length=20, verbose_name="stage"
            ),
        ),
        migrations.AlterField(
            model_name="stageapproval",
            name="stage",
            field=models.CharField(choices=leads.models.stages.stage_choices, max_length=20, verbose_name="for stage"),
        ),
        migrations.AlterField(
            model_name="stagemove",
            name="from_stage",
            field=models.CharField(
                blank=True, choices=leads.models.stages.stage_choices, max_length=20, verbose_name="from"
            ),
        ),
        migrations.AlterField(
            model_name="stagemove",
            name="to_stage",
            field=models.CharField(choices=leads.models.stages.stage_choices, max_length=20, verbose_name="to"),
        ),
        migrations.CreateModel(
            name="HistoricalStageSetting",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("request_id", models.CharField(blank=True, default="", max_length=64)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="created at")),
                ("updated_at", models.DateTimeField(blank=True, editable=False, verbose_name="updated at")),
                (
                    "stage",
                    models.CharField(
                        choices=leads.models.stages.stage_choices,
                        db_index=True,
                        editable=False,
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                ("name", models.CharField(db_index=True, max_length=30, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=60, verbose_name="English name")),
                (
                    "days_at_most",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="days in this stage at most",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical stage",
                "verbose_name_plural": "historical stages",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="StageSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "stage",
                    models.CharField(
                        choices=leads.models.stages.stage_choices,
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="stage",
                    ),
                ),
                ("name", models.CharField(max_length=30, unique=True, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=60, verbose_name="English name")),
                (
                    "days_at_most",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="days in this stage at most",
                    ),
                ),
            ],
            options={
                "verbose_name": "stage",
                "verbose_name_plural": "stages",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["clue", "assessment", "negotiation", "approval", "signed"])),
                        name="stage_setting_of_a_stage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_at_most", None), ("days_at_most__gte", 1), _connector="OR"),
                        name="stage_setting_days_positive",
                    ),
                ],
            },
        ),
    ]
