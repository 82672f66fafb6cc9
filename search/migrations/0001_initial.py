from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('engine', models.CharField(max_length=20)),
                ('kind', models.CharField(max_length=20)),
                ('path', models.CharField(blank=True, max_length=40)),
                ('object_id', models.PositiveBigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['engine', 'id'], name='search_chan_engine_c114ee_idx')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('object_id', models.PositiveBigIntegerField()),
                ('title_key', models.CharField(max_length=200)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('owner_id', models.BigIntegerField(null=True)),
                ('updated_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='search_entry_once')],
            },
        ),
    ]
