import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('clusters', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClusterIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='standfirst')),
                ('body', wagtail.fields.StreamField([('text', 0), ('facts', 5), ('fact_table', 5), ('clusters', 6), ('parks', 6), ('measures', 9), ('steps', 14), ('points', 18), ('call', 20)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'Text', 'template': 'cms/blocks/text.html'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'introduction', 'required': False}), 3: ('wagtail.snippets.blocks.SnippetChooserBlock', ('cms.Fact',), {}), 4: ('wagtail.blocks.ListBlock', (3,), {'label': 'facts'}), 5: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('facts', 4)]], {}), 6: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2)]], {}), 7: ('wagtail.blocks.IntegerBlock', (), {'max_value': 99, 'min_value': 1}), 8: ('wagtail.blocks.ListBlock', (7,), {'label': 'numbers of the measures'}), 9: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('numbers', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 60}), 11: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 12: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11)]], {}), 13: ('wagtail.blocks.ListBlock', (12,), {'label': 'steps'}), 14: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('steps', 13)]], {}), 15: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'The clause that says so.', 'label': 'measure', 'max_value': 99, 'min_value': 1, 'required': False}), 16: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11), ('measure', 15)]], {}), 17: ('wagtail.blocks.ListBlock', (16,), {'label': 'points'}), 18: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('points', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'button', 'max_length': 40}), 20: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('button', 19)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'list of clusters',
                'verbose_name_plural': 'lists of clusters',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ContentPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='standfirst')),
                ('body', wagtail.fields.StreamField([('text', 0), ('facts', 5), ('fact_table', 5), ('clusters', 6), ('parks', 6), ('measures', 9), ('steps', 14), ('points', 18), ('call', 20)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'Text', 'template': 'cms/blocks/text.html'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'introduction', 'required': False}), 3: ('wagtail.snippets.blocks.SnippetChooserBlock', ('cms.Fact',), {}), 4: ('wagtail.blocks.ListBlock', (3,), {'label': 'facts'}), 5: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('facts', 4)]], {}), 6: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2)]], {}), 7: ('wagtail.blocks.IntegerBlock', (), {'max_value': 99, 'min_value': 1}), 8: ('wagtail.blocks.ListBlock', (7,), {'label': 'numbers of the measures'}), 9: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('numbers', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 60}), 11: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 12: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11)]], {}), 13: ('wagtail.blocks.ListBlock', (12,), {'label': 'steps'}), 14: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('steps', 13)]], {}), 15: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'The clause that says so.', 'label': 'measure', 'max_value': 99, 'min_value': 1, 'required': False}), 16: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11), ('measure', 15)]], {}), 17: ('wagtail.blocks.ListBlock', (16,), {'label': 'points'}), 18: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('points', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'button', 'max_length': 40}), 20: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('button', 19)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'content page',
                'verbose_name_plural': 'content pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='EnquiryPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='standfirst')),
                ('consent_text', models.TextField(help_text='What the sender agrees to, in full.', verbose_name='consent text')),
                ('promise', wagtail.fields.RichTextField(blank=True, verbose_name='beside the form')),
            ],
            options={
                'verbose_name': 'enquiry page',
                'verbose_name_plural': 'enquiry pages',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='standfirst')),
                ('eyebrow', models.CharField(blank=True, max_length=120, verbose_name='line above the headline')),
                ('headline', models.CharField(help_text='“/” breaks the line; two short lines look best.', max_length=120, verbose_name='headline')),
                ('body', wagtail.fields.StreamField([('text', 0), ('facts', 5), ('fact_table', 5), ('clusters', 6), ('parks', 6), ('measures', 9), ('steps', 14), ('points', 18), ('call', 20)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'Text', 'template': 'cms/blocks/text.html'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'introduction', 'required': False}), 3: ('wagtail.snippets.blocks.SnippetChooserBlock', ('cms.Fact',), {}), 4: ('wagtail.blocks.ListBlock', (3,), {'label': 'facts'}), 5: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('facts', 4)]], {}), 6: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2)]], {}), 7: ('wagtail.blocks.IntegerBlock', (), {'max_value': 99, 'min_value': 1}), 8: ('wagtail.blocks.ListBlock', (7,), {'label': 'numbers of the measures'}), 9: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('numbers', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 60}), 11: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 12: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11)]], {}), 13: ('wagtail.blocks.ListBlock', (12,), {'label': 'steps'}), 14: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('steps', 13)]], {}), 15: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'The clause that says so.', 'label': 'measure', 'max_value': 99, 'min_value': 1, 'required': False}), 16: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11), ('measure', 15)]], {}), 17: ('wagtail.blocks.ListBlock', (16,), {'label': 'points'}), 18: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('points', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'button', 'max_length': 40}), 20: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('button', 19)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'home page',
                'verbose_name_plural': 'home pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='standfirst')),
            ],
            options={
                'verbose_name': 'news list',
                'verbose_name_plural': 'news lists',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='standfirst')),
                ('published_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('body', wagtail.fields.StreamField([('text', 0), ('facts', 5), ('fact_table', 5), ('clusters', 6), ('parks', 6), ('measures', 9), ('steps', 14), ('points', 18), ('call', 20)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'Text', 'template': 'cms/blocks/text.html'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'introduction', 'required': False}), 3: ('wagtail.snippets.blocks.SnippetChooserBlock', ('cms.Fact',), {}), 4: ('wagtail.blocks.ListBlock', (3,), {'label': 'facts'}), 5: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('facts', 4)]], {}), 6: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2)]], {}), 7: ('wagtail.blocks.IntegerBlock', (), {'max_value': 99, 'min_value': 1}), 8: ('wagtail.blocks.ListBlock', (7,), {'label': 'numbers of the measures'}), 9: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('numbers', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 60}), 11: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 12: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11)]], {}), 13: ('wagtail.blocks.ListBlock', (12,), {'label': 'steps'}), 14: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('steps', 13)]], {}), 15: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'The clause that says so.', 'label': 'measure', 'max_value': 99, 'min_value': 1, 'required': False}), 16: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11), ('measure', 15)]], {}), 17: ('wagtail.blocks.ListBlock', (16,), {'label': 'points'}), 18: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('points', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'button', 'max_length': 40}), 20: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('button', 19)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'news',
                'verbose_name_plural': 'news',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ParksPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='standfirst')),
                ('body', wagtail.fields.StreamField([('text', 0), ('facts', 5), ('fact_table', 5), ('clusters', 6), ('parks', 6), ('measures', 9), ('steps', 14), ('points', 18), ('call', 20)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'Text', 'template': 'cms/blocks/text.html'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'introduction', 'required': False}), 3: ('wagtail.snippets.blocks.SnippetChooserBlock', ('cms.Fact',), {}), 4: ('wagtail.blocks.ListBlock', (3,), {'label': 'facts'}), 5: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('facts', 4)]], {}), 6: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2)]], {}), 7: ('wagtail.blocks.IntegerBlock', (), {'max_value': 99, 'min_value': 1}), 8: ('wagtail.blocks.ListBlock', (7,), {'label': 'numbers of the measures'}), 9: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('numbers', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 60}), 11: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 12: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11)]], {}), 13: ('wagtail.blocks.ListBlock', (12,), {'label': 'steps'}), 14: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('steps', 13)]], {}), 15: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'The clause that says so.', 'label': 'measure', 'max_value': 99, 'min_value': 1, 'required': False}), 16: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11), ('measure', 15)]], {}), 17: ('wagtail.blocks.ListBlock', (16,), {'label': 'points'}), 18: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('points', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'button', 'max_length': 40}), 20: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('button', 19)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'list of parks',
                'verbose_name_plural': 'lists of parks',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PolicyIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='standfirst')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='document number')),
                ('issued_by', models.CharField(blank=True, max_length=200, verbose_name='issued by')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='issued on')),
                ('body', wagtail.fields.StreamField([('text', 0), ('facts', 5), ('fact_table', 5), ('clusters', 6), ('parks', 6), ('measures', 9), ('steps', 14), ('points', 18), ('call', 20)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'Text', 'template': 'cms/blocks/text.html'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'introduction', 'required': False}), 3: ('wagtail.snippets.blocks.SnippetChooserBlock', ('cms.Fact',), {}), 4: ('wagtail.blocks.ListBlock', (3,), {'label': 'facts'}), 5: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('facts', 4)]], {}), 6: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2)]], {}), 7: ('wagtail.blocks.IntegerBlock', (), {'max_value': 99, 'min_value': 1}), 8: ('wagtail.blocks.ListBlock', (7,), {'label': 'numbers of the measures'}), 9: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('numbers', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 60}), 11: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 12: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11)]], {}), 13: ('wagtail.blocks.ListBlock', (12,), {'label': 'steps'}), 14: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('steps', 13)]], {}), 15: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'The clause that says so.', 'label': 'measure', 'max_value': 99, 'min_value': 1, 'required': False}), 16: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11), ('measure', 15)]], {}), 17: ('wagtail.blocks.ListBlock', (16,), {'label': 'points'}), 18: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('points', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'button', 'max_length': 40}), 20: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('button', 19)]], {})}, verbose_name='body')),
            ],
            options={
                'verbose_name': 'policy page',
                'verbose_name_plural': 'policy pages',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='ClusterPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='standfirst')),
                ('body', wagtail.fields.StreamField([('text', 0), ('facts', 5), ('fact_table', 5), ('clusters', 6), ('parks', 6), ('measures', 9), ('steps', 14), ('points', 18), ('call', 20)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'Text', 'template': 'cms/blocks/text.html'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'introduction', 'required': False}), 3: ('wagtail.snippets.blocks.SnippetChooserBlock', ('cms.Fact',), {}), 4: ('wagtail.blocks.ListBlock', (3,), {'label': 'facts'}), 5: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('facts', 4)]], {}), 6: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2)]], {}), 7: ('wagtail.blocks.IntegerBlock', (), {'max_value': 99, 'min_value': 1}), 8: ('wagtail.blocks.ListBlock', (7,), {'label': 'numbers of the measures'}), 9: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('numbers', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 60}), 11: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 12: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11)]], {}), 13: ('wagtail.blocks.ListBlock', (12,), {'label': 'steps'}), 14: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('steps', 13)]], {}), 15: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'The clause that says so.', 'label': 'measure', 'max_value': 99, 'min_value': 1, 'required': False}), 16: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11), ('measure', 15)]], {}), 17: ('wagtail.blocks.ListBlock', (16,), {'label': 'points'}), 18: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('points', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'button', 'max_length': 40}), 20: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('button', 19)]], {})}, verbose_name='body')),
                ('cluster', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clusters.cluster', verbose_name='cluster')),
            ],
            options={
                'verbose_name': 'cluster page',
                'verbose_name_plural': 'cluster pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='HistoricalFact',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('request_id', models.CharField(blank=True, default='', max_length=64)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(blank=True, editable=False, verbose_name='updated at')),
                ('code', models.SlugField(max_length=60, verbose_name='code')),
                ('kind', models.CharField(choices=[('figure', 'Figure'), ('target', 'Target of the policy'), ('company', 'Company in the zone')], default='figure', max_length=20, verbose_name='kind')),
                ('label', models.CharField(max_length=120, verbose_name='label')),
                ('label_en', models.CharField(max_length=200, verbose_name='English label')),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='value')),
                ('unit', models.CharField(blank=True, choices=[('yi_yuan', '100 million yuan'), ('wan_tonnes', '10 000 tonnes'), ('companies', 'companies'), ('projects', 'projects'), ('percent', 'per cent'), ('measures', 'measures')], max_length=20, verbose_name='unit')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='statement')),
                ('text_en', models.CharField(blank=True, max_length=400, verbose_name='English statement')),
                ('as_of', models.DateField(blank=True, null=True, verbose_name='date')),
                ('precision', models.CharField(choices=[('year', 'Year'), ('month', 'Month'), ('day', 'Day')], default='year', max_length=10, verbose_name='date is exact to the')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('source_en', models.CharField(blank=True, max_length=200, verbose_name='English source')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown on the portal')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('cluster', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='clusters.cluster', verbose_name='cluster')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('park', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='clusters.park', verbose_name='park')),
            ],
            options={
                'verbose_name': 'historical fact',
                'verbose_name_plural': 'historical facts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ParkPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='standfirst')),
                ('body', wagtail.fields.StreamField([('text', 0), ('facts', 5), ('fact_table', 5), ('clusters', 6), ('parks', 6), ('measures', 9), ('steps', 14), ('points', 18), ('call', 20)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'link', 'document-link', 'ol', 'ul'], 'label': 'Text', 'template': 'cms/blocks/text.html'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'introduction', 'required': False}), 3: ('wagtail.snippets.blocks.SnippetChooserBlock', ('cms.Fact',), {}), 4: ('wagtail.blocks.ListBlock', (3,), {'label': 'facts'}), 5: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('facts', 4)]], {}), 6: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2)]], {}), 7: ('wagtail.blocks.IntegerBlock', (), {'max_value': 99, 'min_value': 1}), 8: ('wagtail.blocks.ListBlock', (7,), {'label': 'numbers of the measures'}), 9: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('numbers', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 60}), 11: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 12: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11)]], {}), 13: ('wagtail.blocks.ListBlock', (12,), {'label': 'steps'}), 14: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('steps', 13)]], {}), 15: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'The clause that says so.', 'label': 'measure', 'max_value': 99, 'min_value': 1, 'required': False}), 16: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11), ('measure', 15)]], {}), 17: ('wagtail.blocks.ListBlock', (16,), {'label': 'points'}), 18: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('points', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'button', 'max_length': 40}), 20: ('wagtail.blocks.StructBlock', [[('heading', 1), ('intro', 2), ('button', 19)]], {})}, verbose_name='body')),
                ('park', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clusters.park', verbose_name='park')),
            ],
            options={
                'verbose_name': 'park page',
                'verbose_name_plural': 'park pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('code', models.SlugField(max_length=60, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('figure', 'Figure'), ('target', 'Target of the policy'), ('company', 'Company in the zone')], default='figure', max_length=20, verbose_name='kind')),
                ('label', models.CharField(max_length=120, verbose_name='label')),
                ('label_en', models.CharField(max_length=200, verbose_name='English label')),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='value')),
                ('unit', models.CharField(blank=True, choices=[('yi_yuan', '100 million yuan'), ('wan_tonnes', '10 000 tonnes'), ('companies', 'companies'), ('projects', 'projects'), ('percent', 'per cent'), ('measures', 'measures')], max_length=20, verbose_name='unit')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='statement')),
                ('text_en', models.CharField(blank=True, max_length=400, verbose_name='English statement')),
                ('as_of', models.DateField(blank=True, null=True, verbose_name='date')),
                ('precision', models.CharField(choices=[('year', 'Year'), ('month', 'Month'), ('day', 'Day')], default='year', max_length=10, verbose_name='date is exact to the')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('source_en', models.CharField(blank=True, max_length=200, verbose_name='English source')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown on the portal')),
                ('cluster', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clusters.cluster', verbose_name='cluster')),
                ('park', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clusters.park', verbose_name='park')),
            ],
            options={
                'verbose_name': 'fact',
                'verbose_name_plural': 'facts',
                'ordering': ['order', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['figure', 'target', 'company'])), name='cms_fact_kind_known'), models.CheckConstraint(condition=models.Q(('value__isnull', True), models.Q(('unit', ''), _negated=True), _connector='OR'), name='cms_fact_value_has_unit')],
            },
        ),
    ]
