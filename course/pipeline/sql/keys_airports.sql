SELECT faa FROM mart.airport
